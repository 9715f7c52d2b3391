"""HOTLINE_ variables that this version does not read. What was meant to protect somebody is not passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.errors import SettingError
from bot.setting_names import PREFIX, field_of, hotline_variables
from bot.settings import ENV_FILE, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LINE: Final = re.compile(rf"\s*(?:export\s+)?({PREFIX}\w+)\s*=")


def strange(environ: Mapping[str, str], *, env_file: Path | None = ENV_FILE) -> Iterator[str]:
    """One sentence with the remedy for each such variable of the environment or the .env file."""
    for name in sorted({*hotline_variables(environ), *_in_file(env_file)}):
        field = field_of(name)
        if field not in Settings.model_fields:
            yield f"{name} is no setting; see .env.example for the names; take it out"


def refuse_strange(environ: Mapping[str, str], *, env_file: Path | None = ENV_FILE) -> None:
    """Raise SettingError, one line, at the first."""
    if (found := next(strange(environ, env_file=env_file), None)) is not None:
        raise SettingError(found)


def _in_file(path: Path | None) -> set[str]:
    if path is None or not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return {found[1] for line in lines if (found := _LINE.match(line))}
