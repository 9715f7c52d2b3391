"""`open`: an operator reads a sealed case, on a machine of his own, with his own key."""

from __future__ import annotations

import json
import os
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import KeyFault, StorageError
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = "kept"
PIECE = "piece"
"""Part of a kept file: nothing to read."""


@click.command("open")
@click.argument("alias")
@click.option(
    "--identity",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An operator's private age key: read the case here.",
)
@click.option(
    "--sealed-to",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the sealed files there for the age tool; needs no key.",
)
@click.option(
    "--files",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --identity: write the kept photos and voices there, in clear.",
)
@click.option(
    "--export",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --identity: read it from an export, no database.",
)
def open_case(
    alias: str, identity: Path | None, sealed_to: Path | None, files: Path | None, export: Path | None
) -> None:
    """Read a case offline, from the database under HOTLINE_DATA_DIR.

    Never do this on the server: a private key does not belong there. Copy the
    database, or the sealed files, to the machine that holds the key.

    \b
    Example:  python -m bot open K7WQ2M --identity anna.key
              python -m bot open K7WQ2M --identity anna.key --files K7WQ2M
              python -m bot open K7WQ2M --identity anna.key --export export.age
              python -m bot open K7WQ2M --sealed-to K7WQ2M
              cd K7WQ2M
              age -d -i anna.key case.key.age | age -d -i - 001.entry.age
    """
    from storage.archive import kept_files, sealed_files
    from storage.archive import open_case as unsealed

    match identity, sealed_to:
        case None, Path() as folder:
            _write(sealed_files(load().database, alias), folder)
        case Path() as key, None:
            own = _identity(key)
            entries = unsealed(_exported(export, alias, own) if export else sealed_files(load().database, alias), own)
            numbers = count(1)
            for entry in (entry for entry in entries if entry.kind != PIECE):
                named = {"file": next(numbers)} if entry.kind == KEPT else {}
                click.echo(_told(entry.kind, entry.hour, {**entry.body, **named}))
            if files is not None:
                _write(kept_files(entries), files)
        case _:
            raise click.UsageError("say either --identity FILE or --sealed-to DIR")


def _exported(export: Path, alias: str, identity: str) -> Mapping[str, bytes]:
    """The sealed files of a case in an export. StorageError where it is not in it."""
    from storage.exports import unpacked

    cases = unpacked(export.read_bytes(), identity)
    if alias.strip().upper() not in cases:
        raise StorageError(f"{export}: holds {', '.join(sorted(cases)) or 'no case'}; look at the alias")
    return cases[alias.strip().upper()]


def _identity(path: Path) -> str:
    """The text of an identity file. KeyFault where it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFault(f"{path}: is no age identity file ({type(fault).__name__}); give the operator's key") from None


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Put sealed files into a folder, 0600; a file that is there already is never replaced."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            click.echo(f"made    {folder / name}")
    except OSError as fault:
        raise KeyFault(f"{fault.filename}: can not be written ({fault.strerror}); name a new folder") from fault


def _told(kind: str, hour: int, body: Mapping[str, object]) -> str:
    when = time.strftime("%Y-%m-%d %H:00", time.gmtime(hour))
    return f"{when} UTC  {kind}\n{json.dumps(body, ensure_ascii=False, indent=2)}\n"
