"""Where the answers of `setup` come from: somebody at a terminal, or a file. Each is checked the moment it is there."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

import click

from bot.errors import KeyFault, SettingError
from storage.private_files import check_private

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

T = TypeVar("T")
Check = Callable[[str], T]
"""Turns what was answered into what is meant. Raises SettingError or ValueError, which never say a secret."""
_KEPT: Final = "kept as it is"
NOTHING: Final = "-"
"""Typed at a terminal where there is a default and none is wanted."""


class Answers(Protocol):
    """Whoever answers. `name` is the answer's name in a file, `default` what counts where nothing is answered.

    `patient`: can be asked again where an answer does not hold.
    """

    patient: bool

    def get(self, name: str, question: str, check: Check[T], *, default: str = "", secret: bool = False) -> T:
        """One answer that passed its check. Raises SettingError where nobody can be asked again."""

    def say(self, words: str = "") -> None:
        """Something for whoever answers to read."""


class Terminal:
    """Somebody at a terminal: asked again until the answer holds. A secret is not shown while it is typed."""

    patient = True

    def __init__(self) -> None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise SettingError("setup asks at a terminal (over the network: ssh -t); or give it --answers FILE")

    def get(self, name: str, question: str, check: Check[T], *, default: str = "", secret: bool = False) -> T:
        """Ask until the check passes."""
        del name
        hint = f" [Enter: {_KEPT if secret else default}]" if default else ""
        while True:
            typed = click.prompt(f"{question}{hint}", default="", show_default=False, hide_input=secret).strip()
            try:
                return check("" if typed == NOTHING else typed or default)
            except (SettingError, ValueError) as fault:
                self.say(f"  {click.style('no', fg='red')}: {fault}")

    def say(self, words: str = "") -> None:
        """Print."""
        click.echo(words)


class FromFile:
    """A TOML file of answers, mode 0600: names of settings in small letters; see `setup --help`."""

    patient = False

    def __init__(self, path: Path, known: frozenset[str]) -> None:
        """Read it. `known`: the names it may have. SettingError: one line."""
        if not path.exists():
            raise SettingError(
                f"{path}: is not there; name the file of your answers (`setup --help` shows one), or leave --answers "
                "out and answer at a terminal"
            )
        try:
            check_private(path)
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except KeyFault as fault:
            raise SettingError(str(fault)) from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise SettingError(f"{path}: can not be read as TOML; `setup --help` shows how it is written") from None
        if strange := sorted(read.keys() - known):
            raise SettingError(f"{path}: {strange[0]} is no answer; it may have {', '.join(sorted(known))}")
        self._path = path
        self._answers = dict(_flat(read))

    def get(self, name: str, question: str, check: Check[T], *, default: str = "", secret: bool = False) -> T:
        """The file's answer, else the default, checked."""
        del question, secret
        try:
            return check(self._answers.get(name, default))
        except (SettingError, ValueError) as fault:
            raise SettingError(f"{self._path}: {name}: {fault}") from None

    def say(self, words: str = "") -> None:
        """Print."""
        click.echo(words)


def _flat(read: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """`identity.name.ru`, `contacts.0.where`; a list of words becomes words with commas."""
    for key, value in read.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _flat({str(place): one for place, one in enumerate(value)}, f"{before}{key}.")
        else:
            yield f"{before}{key}", ", ".join(map(str, value)) if isinstance(value, list) else str(value)
