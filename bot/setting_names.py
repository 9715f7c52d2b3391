"""The names of the settings' variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "HOTLINE_"


def hotline_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that is ours."""
    return {name: value for name, value in environ.items() if name.startswith(PREFIX)}


def variable(field: str) -> str:
    """The variable of a field: HOTLINE_ and its name in capitals."""
    return PREFIX + field.upper()


def field_of(name: str) -> str:
    """The field of a variable."""
    return name.removeprefix(PREFIX).lower()
