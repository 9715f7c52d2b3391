"""`open`: an operator reads sealed cases, on a machine of his own, with his own key."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.counted import counted
from bot.errors import KeyFault, SealError, StorageError
from bot.progress import READING, shown, working
from bot.settings import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.sealed_page import Page

_SHOWN = 20
"""So many aliases are named in one line."""
_READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("open")
@click.argument("alias", required=False)
@click.option("--identity", metavar="FILE", type=_READABLE, help="An operator's private age key: read the case here.")
@click.option(
    "--out",
    metavar="DIR",
    type=_FOLDER,
    help="With --identity: a folder a case there: page, JSON, kept files, in clear. Without ALIAS: all cases.",
)
@click.option("--language", type=click.Choice(["ru", "uk", "en"]), help="Of the page. Default: the desk's.")
@click.option(
    "--sealed-to", metavar="DIR", type=_FOLDER, help="Write the sealed files there for the age tool; needs no key."
)
@click.option(
    "--files", metavar="DIR", type=_FOLDER, help="With --identity: write the kept photos and voices there, in clear."
)
@click.option(
    "--rewrap",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --identity, without ALIAS: seal all closed cases to the recipients of now, into FILE.",
)
@click.option("--revive", is_flag=True, help="With --identity, on the server, while the bot is stopped: open it again.")
@click.option("--export", metavar="FILE", type=_READABLE, help="With --identity: read it from an export, no database.")
def open_case(alias: str | None, identity: Path | None, sealed_to: Path | None, **how: Any) -> None:
    """Read cases offline, with an operator's own key.

    Never do this on the server: a private key does not belong there. Copy the
    database (HOTLINE_DATA_DIR) or the sealed files to the machine with the key.
    Nothing here shows the way back to the person. --revive alone is for the server.

    \b
    Example:  python -m bot open K7WQ2M --identity anna.key
              python -m bot open K7WQ2M --identity anna.key --out read
              python -m bot open --identity anna.key --out read
              python -m bot open K7WQ2M --identity anna.key --files K7WQ2M
              python -m bot open K7WQ2M --identity anna.key --export export.age
              python -m bot open K7WQ2M --identity anna.key --revive
              python -m bot open K7WQ2M --sealed-to K7WQ2M
              cd K7WQ2M
              age -d -i anna.key case.key.age | age -d -i - 001.entry.age
              python -m bot open --rewrap rewrapped --identity anna.key
    """
    from storage.archive import sealed_files

    match identity, sealed_to, alias:
        case None, Path() as folder, str():
            _write(sealed_files(load().place, alias), folder)
        case Path() as key, None, str() if how["revive"]:
            _revive(alias.strip().upper(), _identity(key))
        case Path() as key, None, None if how["rewrap"]:
            _rewrap(how["rewrap"], _identity(key))
        case Path() as key, None, None if how["out"]:
            _all(_identity(key), how["out"], how["language"], export=how["export"])
        case Path() as key, None, str():
            _one(alias.strip().upper(), _identity(key), how)
        case _:
            raise click.UsageError(
                "say ALIAS --identity FILE, ALIAS --sealed-to DIR, or for all cases --identity FILE --out DIR"
            )


def _one(alias: str, own: str, how: Mapping[str, Any]) -> None:
    """One case: to the terminal, or into a folder."""
    from bot import reading_out
    from storage.archive import kept_files, sealed_files
    from storage.archive import open_case as unsealed

    files = _exported(how["export"], alias, own) if how["export"] else sealed_files(load().place, alias)
    entries = unsealed(files, own)
    if how["out"] is not None:
        made = reading_out.put(how["out"], alias, reading_out.files_of(alias, entries, _page(how["language"])))
        click.echo(f"made    {made / reading_out.PAGE_FILE}")
        return
    for one in reading_out.told(entries):
        click.echo(_told(one))
    if how["files"] is not None:
        _write(kept_files(entries), how["files"])


def _all(own: str, out: Path, language: str | None, *, export: Path | None) -> None:
    """Every case, each whole or not at all; those that this key does not open are named at the end."""
    from bot import reading_out
    from storage.archive import aliases, sealed_files
    from storage.archive import open_case as unsealed
    from storage.exports import unpacked

    page, refused = _page(language), []
    held = unpacked(export.read_bytes(), own) if export else None
    every = sorted(held) if held is not None else aliases(load().place)
    with shown() as told:
        for done, alias in enumerate(every):
            told("opening cases", done, len(every))
            try:
                entries = unsealed(held[alias] if held is not None else sealed_files(load().place, alias), own)
                files = reading_out.files_of(alias, entries, page)
            except SealError:
                refused.append(alias)
                continue
            reading_out.put(out, alias, files)
    if refused:
        named = ", ".join([*refused[:_SHOWN], *(["…"] if len(refused) > _SHOWN else [])])
        raise SealError(f"not sealed to this key, or changed: {len(refused)} of {counted(len(every), 'case')}: {named}")
    click.echo(f"made    {counted(len(every), 'case')} in {out}")


def _revive(alias: str, own: str) -> None:
    """A closed or resting case is open again, and waits for an operator."""
    import asyncio

    from bot.desk.ending.reviving import revive
    from bot.offline import offline

    async def work() -> bool | None:
        async with offline(load(), partial(working, READING)) as house:
            return await revive(house, alias, own, int(time.time()))

    done = asyncio.run(work())
    if done is None:
        raise StorageError(f"{alias}: there is no such case; look at the alias on its card")
    click.echo(f"{alias}: {'waits for an operator; start the bot' if done else 'is open already'}")


def _page(language: str | None) -> Page:
    """The page's writer, by the texts of this installation."""
    from bot.flows.load import SHIPPED, load_book
    from bot.sealed_page import Page

    with working("reading the content"):
        book = load_book(load().locales_dir or SHIPPED)
    return Page(book.texts, language or book.project.desk.language)


def _rewrap(file: Path, identity: str) -> None:
    """Closed and resting cases, sealed to the list of keys/recipients beside the copy of the database."""
    from storage.keys import KeyFolder, read_recipients
    from storage.rewrapping import rewrapped

    settings = load()
    listed = read_recipients(KeyFolder.beside(settings.data_dir, settings.root_key))
    with shown() as told:
        done = rewrapped(settings.place, identity, listed, partial(told, "sealing cases anew"))
    for alias in done.unopened:
        click.echo(f"not opened by this key, or changed: {alias}", err=True)
    _write({file.name: done.content}, file.parent)
    click.echo(
        f"{counted(done.done, 'case')} for {counted(len(listed), 'recipient')}; on the server: "
        "python -m bot keys recipients apply FILE"
    )


def _exported(export: Path, alias: str, identity: str) -> Mapping[str, bytes]:
    """The sealed files of a case in an export. StorageError where it is not in it."""
    from storage.exports import unpacked

    cases = unpacked(export.read_bytes(), identity)
    if alias not in cases:
        raise StorageError(f"{export}: holds {', '.join(sorted(cases)) or 'no case'}; look at the alias")
    return cases[alias]


def _identity(path: Path) -> str:
    """The text of an identity file. KeyFault where it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFault(f"{path}: is no age identity file ({type(fault).__name__}); give the operator's key") from None


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    """Put files into a folder, 0600; a file that is there already is never replaced."""
    from bot import reading_out

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reading_out.write_new(folder, files)
    except OSError as fault:
        raise KeyFault(f"{fault.filename}: can not be written ({fault.strerror}); name a new folder") from fault
    for name in files:
        click.echo(f"made    {folder / name}")


def _told(one: Mapping[str, Any]) -> str:
    when = time.strftime("%Y-%m-%d %H:00", time.gmtime(one["hour"]))
    return f"{when} UTC  {one['kind']}\n{json.dumps(one['body'], ensure_ascii=False, indent=2)}\n"
