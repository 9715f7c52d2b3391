"""`flows`: look over what content editors wrote, and put a name under an answer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.counted import counted
from bot.errors import ContentError
from bot.progress import shown, working
from bot.written import write_page

if TYPE_CHECKING:
    from bot.flows.faults import Fault
    from bot.flows.model import Book

_ROOT = click.option(
    "--root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A locales folder. Default: HOTLINE_LOCALES_DIR, or the one that ships.",
)


@click.group()
def flows() -> None:
    """Flows, answers and texts under locales/.

    \b
    Example:  python -m bot flows check
    """


@flows.command("check")
@_ROOT
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def check_content(root: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Name file, step and field of every fault. Exit status 1 if there is one.

    \b
    Example:  python -m bot flows check
              python -m bot flows check --json
    """
    from bot.flows.load import looked

    folder = _in_use(root)
    with shown(quiet=as_json) as progress:
        book, faults = looked(folder, today=_today(), told=progress)
    faults += _in_words(folder)
    if as_json:
        told = [{"file": one.file, "step": one.step, "field": one.field, "what": one.what} for one in faults]
        unapproved = sorted(book.unapproved) if book and not faults else []
        click.echo(json.dumps({"faults": told, "unapproved": unapproved}, ensure_ascii=False))
        if faults:
            raise click.exceptions.Exit(1)
        return
    for fault in faults[:-1]:
        click.echo(f"parley: {fault}", err=True)
    if book is None or faults:
        raise ContentError(str(faults[-1]))
    flows, answers = counted(len(book.flows), "flow"), counted(len(book.answers), "answer")
    click.echo(f"{flows}, {answers}, {counted(len(book.texts.languages), 'language')}: no fault")
    click.echo(f"answers not yet approved by two people: {len(book.unapproved)}")


def _in_words(folder: Path) -> list[Fault]:
    """What is wrong with the lists that codes are drawn from: with a fault in one no line starts either."""
    from bot.desk.codes.word_lists import WordLists
    from bot.flows.faults import Fault

    try:
        WordLists.load(folder)
    except ContentError as found:
        place, _, what = str(found).partition(": ")
        return [Fault(place.removeprefix(f"{folder}/"), "", "", what)]
    return []


@flows.command()
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("preview.html"),
    show_default=True,
    help="Where to write the page.",
)
@_ROOT
def preview(out: Path, root: Path | None) -> None:
    """Write one page with every screen in every language, side by side.

    Any browser opens it without a network. Each button leads to its screen.

    \b
    Example:  python -m bot flows preview --out preview.html
    """
    from bot.flows.preview_page import page

    book = _book(_in_use(root))
    with working("drawing each screen"):
        drawn = page(book)
    write_page(out, drawn)
    click.echo(f"{out}: open it in a browser")


@flows.command()
@click.argument("answer", required=False)
@click.option("--as", "name", metavar="NAME", help="Who approves, as others know this person.")
@_ROOT
def approve(answer: str | None, name: str | None, root: Path | None) -> None:
    """Approve an answer, or the line of another language, as it stands.

    Without an answer it lists what lacks approval. Two different people
    must approve, neither of them an author of the program. A changed word
    takes approval away. The texts that ship are approved by nobody: copy
    locales/ and set HOTLINE_LOCALES_DIR.

    \b
    Example:  python -m bot flows approve
              python -m bot flows approve white-flag --as "A. Lawyer"
    """
    from bot.authors import authors
    from bot.flows import tongue_lines
    from bot.flows.approve import NEEDED, TONGUE, approvers, unapproved
    from bot.flows.approve import approve as put
    from bot.flows.load import SHIPPED

    if answer is not None and name is None:
        raise click.UsageError('give the name of the person who approves: --as "A. Lawyer"')
    folder = _in_use(root)
    if answer is not None and folder.resolve() == SHIPPED.resolve():
        raise ContentError(f"{folder}: what ships is approved by nobody; copy it and set HOTLINE_LOCALES_DIR")
    book = _book(folder)
    if answer is None or name is None:
        for key in unapproved(book):
            click.echo(f"{key}: {len(approvers(book, key))} of {NEEDED}")
        for code in sorted(book.tongues.keys() - book.spoken):
            click.echo(f"{TONGUE}{code}: {len(tongue_lines.approvers(code, book.tongues[code]))} of {NEEDED}")
        return
    if " ".join(name.split()).casefold() in authors():
        raise ContentError(f"answers/answers.toml: {answer}: approved: an author of the program approves no answer")
    click.echo(f"{answer}: {put(folder, book, answer, name, _today())} of {NEEDED}")


@flows.command()
@click.option("--language", default="en", show_default=True, help="The language to print in.")
@_ROOT
def asks(language: str, root: Path | None) -> None:
    """Print what the flows ask, why, and who reads it.

    \b
    Example:  python -m bot flows asks --language uk
    """
    from bot.flows.asks import asked, switched_off

    book = _book(_in_use(root))
    if language not in book.texts.languages:
        raise click.UsageError(f"no language {language}; there are {', '.join(book.texts.languages)}")
    flow = ""
    for datum in asked(book, language):
        if datum.flow != flow:
            flow = datum.flow
            click.echo(f"\n{flow}")
        click.echo(f"  {datum.name} ({datum.kind})\n    {datum.why}\n    -> {datum.readers}")
    for name in switched_off(book):
        click.echo(f"\nnot asked, switched off in project.toml: {name}")


@flows.command()
@click.option(
    "--into",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A page with the two marks between which the table stands; it is renewed there.",
)
@_ROOT
def review(into: Path | None, root: Path | None) -> None:
    """Print what each answer rests on and what to watch, as a table.

    \b
    Example:  python -m bot flows review --into docs/content-review.md
    """
    from bot.flows import review as reviewed

    made = reviewed.table(_book(_in_use(root)))
    if into is None:
        click.echo(made)
        return
    write_page(into, reviewed.into(into.read_text(encoding="utf-8"), made))
    click.echo(f"{into}: the table is as the answers are")


@flows.command("fill")
@_ROOT
def fill_texts(root: Path | None) -> None:
    """Copy texts that an update brought into a folder of your own.

    Only what the program asks for and the folder has not, from what ships, to
    the end of the same file; no word of yours is touched. Prints each: read
    them before you serve. Then `flows check`.

    \b
    Example:  python -m bot flows fill --root texts
    """
    from bot.flows.load import SHIPPED
    from bot.setup.filling import fill

    folder = _in_use(root)
    if folder.resolve() == SHIPPED.resolve():
        raise ContentError(f"{folder}: is what ships, and whole; name your own folder with --root")
    with working("reading the content"):
        added = fill(folder)
    for language, key in added:
        click.echo(f"{language}  {key}")
    click.echo(f"{counted(len(added), 'text')} added; read what is new, then: python -m bot flows check")


def _in_use(root: Path | None) -> Path:
    """The folder named, the one the settings name, or the one that ships."""
    from bot.flows.load import SHIPPED
    from bot.settings import load

    return root or load().locales_dir or SHIPPED


def _book(folder: Path) -> Book:
    """The content of a folder, which takes seconds to read."""
    from bot.flows.load import load_book

    with working("reading the content"):
        return load_book(folder)


def _today() -> date:
    return datetime.now(tz=UTC).date()
