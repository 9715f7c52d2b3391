"""The .env file: read line by line, some settings changed, everything else in it left as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pydantic_settings import DotEnvSettingsSource

from bot.errors import SettingError
from bot.setting_names import PREFIX, field_of, variable
from bot.settings import Settings
from storage.private_files import replace_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PLAIN: Final = re.compile(r"[\w@%+=:,./;-]*", re.ASCII)
_HEAD: Final = "# Settings of Parley, written by `python -m bot setup`; .env.example describes all of them.\n"


def read(path: Path) -> dict[str, str]:
    """What the file says now, by field, without what is empty; nothing where there is no file. SettingError."""
    try:
        found = DotEnvSettingsSource(Settings, env_file=path, case_sensitive=True).env_vars
    except (OSError, UnicodeDecodeError) as fault:
        reason = type(fault).__name__
        raise SettingError(f"{path} can not be read ({reason}): make it UTF-8 text, or move it away") from None
    return {field_of(name): value for name, value in found.items() if name.startswith(PREFIX) and value}


def write(path: Path, values: Mapping[str, str | None]) -> None:
    """Put these fields into the file, None takes one out: a whole file 0600, or the one that was there. OSError."""
    path = path.resolve()
    text = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    replace_whole(path, changed(text, values).encode())


def changed(text: str, values: Mapping[str, str | None]) -> str:
    """Return the file's text with these fields set: in their first line if they have one, else at the end."""
    left = dict(values)
    lines = []
    for line in text.splitlines():
        field = next((one for one in values if _assigns(one, line)), None)
        if field is None:
            lines.append(line)
        elif (value := left.pop(field, None)) is not None:
            lines.append(_assignment(field, value))
    lines += [_assignment(field, value) for field, value in left.items() if value is not None]
    return "".join(f"{line}\n" for line in lines)


def _assigns(field: str, line: str) -> bool:
    return re.match(rf"\s*(?:export\s+)?{variable(field)}\s*=", line) is not None


def _assignment(field: str, value: str) -> str:
    quoted = value if _PLAIN.fullmatch(value) else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return f"{variable(field)}={quoted}"
