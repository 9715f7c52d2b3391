"""`flows`: look over what content editors wrote, and put a name under an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.errors import ContentError

_ROOT = click.option(
    "--root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A locales folder; default: the one in use.",
)


@click.group()
def flows() -> None:
    """Flows, answers and texts under locales/.

    \b
    Example:  python -m bot flows check
    """


@flows.command("check")
@_ROOT
def check_content(root: Path | None) -> None:
    """Name file, step and field of every fault. Exit status 1 if there is one.

    \b
    Example:  python -m bot flows check
    """
    from bot.flows.load import SHIPPED, check, load_book

    faults = check(root or SHIPPED)
    for fault in faults[:-1]:
        click.echo(f"parley: {fault}", err=True)
    if faults:
        raise ContentError(str(faults[-1]))
    book = load_book(root or SHIPPED)
    click.echo(f"{len(book.flows)} flows, {len(book.answers)} answers, {len(book.texts.languages)} languages: no fault")
    click.echo(f"answers not yet approved by two people: {len(book.unapproved)}")


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
    from bot.flows.load import SHIPPED, load_book
    from bot.flows.preview_page import page

    out.write_text(page(load_book(root or SHIPPED)), encoding="utf-8")
    click.echo(f"{out}: open it in a browser")


@flows.command()
@click.argument("answer", required=False)
@click.option("--name", help="Who approves, as others know this person.")
@_ROOT
def approve(answer: str | None, name: str | None, root: Path | None) -> None:
    """Approve an answer as it stands.

    Without an answer it lists what lacks approval. Two different people
    must approve. A changed word takes approval away.

    \b
    Example:  python -m bot flows approve
              python -m bot flows approve white-flag --name "A. Lawyer"
    """
    from bot.flows.approve import NEEDED, approvers, unapproved
    from bot.flows.approve import approve as put
    from bot.flows.load import SHIPPED, load_book

    if answer is not None and name is None:
        raise click.UsageError('give the name of the person who approves: --name "A. Lawyer"')
    folder = root or SHIPPED
    book = load_book(folder)
    if answer is None or name is None:
        for key in unapproved(book):
            click.echo(f"{key}: {len(approvers(book, key))} of {NEEDED}")
        return
    count = put(folder, book, answer, name, datetime.now(tz=UTC).date())
    click.echo(f"{answer}: {count} of {NEEDED}")


@flows.command()
@click.option("--language", default="en", show_default=True, help="The language to print in.")
@_ROOT
def asks(language: str, root: Path | None) -> None:
    """Print what the flows ask, why, and who reads it.

    \b
    Example:  python -m bot flows asks --language uk
    """
    from bot.flows.asks import asked, switched_off
    from bot.flows.load import SHIPPED, load_book

    book = load_book(root or SHIPPED)
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
