"""What `setup` writes once everything is answered: the folder of texts, .env, the keys. Each whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import SettingError
from bot.roots import root_key
from bot.setting_names import hotline_variables, variable
from bot.settings import Settings, load
from bot.setup import env_file, line_texts
from storage.key_making import init_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.setup.steps import Plan


def write(plan: Plan, path: Path, environ: Mapping[str, str], *, now: int) -> Iterator[str]:
    """Write it; yield a line for each thing done. What was there and is not touched by an answer stays.

    SettingError, KeyFault: one line; what was written before it is whole, and the next run goes on from there.
    """
    yield ""
    if not plan.texts.exists():
        line_texts.make(plan.texts)
        yield f"made     {plan.texts}"
    yield f"looking through {plan.texts} ..."
    line_texts.say_who(plan.texts, plan.project)
    try:
        env_file.write(path, plan.values)
    except OSError as fault:
        raise SettingError(f"{path} can not be written ({fault.strerror}): nothing in it was changed") from fault
    yield f"written  {path} (0600)"
    answered, given = {variable(one) for one in plan.values}, hotline_variables(environ)
    settings = load({name: value for name, value in given.items() if name not in answered}, env_file=path)
    yield from _keys(plan, settings, now)
    if over := sorted(answered & given.keys()):
        yield f"note     {', '.join(over)}: the environment has it too, and wins over {path}: unset it there"


def _keys(plan: Plan, settings: Settings, now: int) -> Iterator[str]:
    if settings.keys_dir.exists():
        return
    if settings.root_key_credential is not None:
        yield "note     the root key is a credential: make the keys with `python -m bot keys init` as the service"
        return
    root = root_key(settings)
    report = init_keys(settings.data_dir, settings.root_key, recipients=plan.recipients, now=now, root=root)
    yield from (f"made     {made}" for made in report.made)
