"""The line's own folder of texts: a copy of what ships, with who runs the line written in.

All its languages stay: danger words and return codes are read in each of them, whoever writes.

Only three things of `project.toml` are touched: the identity block, the operators' language, and other ways to reach
the line. Comments and everything else in the file stay.
"""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from bot.errors import ContentError, SettingError
from bot.flows.load import SHIPPED, load_book
from storage.private_files import replace_whole, sync_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SPOKEN: Final = ("ru", "uk", "en")
"""The languages that ship: what a line says of itself, it says in each."""
STATEMENTS: Final = ("name", "state_body", "responsible", "second_channel")
PROJECT: Final = "project.toml"

Statement = dict[str, Any]
"""A sentence by language, and `checked`: the day on which somebody found it true."""


def project_of(folder: Path) -> dict[str, Any]:
    """What `project.toml` says. SettingError: it is no TOML."""
    try:
        return tomllib.loads((folder / PROJECT).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SettingError(f"{folder / PROJECT}: can not be read ({fault}); mend it, then again") from None


def make(folder: Path) -> None:
    """Copy what ships to a folder that is not there yet, whole or not at all."""
    stage = folder.with_name(folder.name + ".part")
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(SHIPPED, stage, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    stage.rename(folder)
    sync_folder(folder.absolute().parent)


def say_who(folder: Path, wanted: Mapping[str, Mapping[str, Any]]) -> None:
    """Write values into sections of `project.toml`, then load the whole folder; with a fault the old file stays.

    `wanted`: section, then key, then value. SettingError.
    """
    path = folder / PROJECT
    before = path.read_bytes()
    replace_whole(path, written(before.decode(), wanted).encode())
    path.chmod(0o644)
    try:
        load_book(folder)
    except ContentError as fault:
        replace_whole(path, before)
        raise SettingError(f"{fault}") from fault


def written(text: str, wanted: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of a project file with these values in their sections; comments and all else stay."""
    document = tomlkit.parse(text)
    for section, values in wanted.items():
        table = document.setdefault(section, tomlkit.table())
        for key, value in values.items():
            table[key] = _item(value)
    return tomlkit.dumps(document)


def _item(value: Any) -> Any:
    """Tables stay on their line, as in the rest of the file."""
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({key: _item(one) for key, one in value.items()})
        return table
    if isinstance(value, list):
        items = tomlkit.array()
        items.extend(map(_item, value))
        return items
    return value
