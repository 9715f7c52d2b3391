"""`python -m benchmarks.proofs`: every proof and its planted fault, one table; exit status 1 unless all hold.

Two at a time, the longest first: each in a process of its own, so that what one leaves behind, or dies of, is not the
next one's. How long each took stands in the table beside what it may take; too long is said, and no failure: a slow
machine breaks no promise.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Final

import click

from benchmarks.proofs import Proof, Scale, named, page, proofs
from benchmarks.proofs.trial import COLUMNS, Verdict, alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALL_OF_THEM: Final = 20 * 60
"""Seconds that the run of all may take, on two quiet cores."""


def _code(_context: click.Context, _option: click.Parameter, asked: object) -> None:
    if asked:
        click.echo(page.code())
        sys.exit()


@click.command()
@click.argument("names", nargs=-1)
@click.option("--small", is_flag=True, help="A few tries each: shows that the proofs work, not that the promises hold.")
@click.option("--allow-missing", is_flag=True, help="What this machine can not carry out is no failure.")
@click.option("--write", is_flag=True, help="Write the figures into docs/PROOFS.md.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Side by side.")
@click.option(
    "--code", is_flag=True, is_eager=True, expose_value=False, callback=_code,
    help="Only say which code this is, as the rows of docs/PROOFS.md name it.",
)  # fmt: skip
def main(names: Sequence[str], *, small: bool, allow_missing: bool, write: bool, jobs: int) -> None:
    """Carry out these proofs (T24, or "T24 static bans"), or all of them."""
    if write and small:
        raise click.UsageError("figures for the page come from the full run")
    where, began, verdicts = page.Run.here(names), time.monotonic(), list[Verdict]()
    for verdict in _verdicts(_chosen(names), Scale.SMALL if small else Scale.FULL, jobs):
        verdicts.append(verdict)
        if write:  # at once: who breaks off a run keeps what it found so far
            page.write(verdicts, where, time.monotonic() - began)
    verdicts.sort(key=lambda one: [proof.name for proof in proofs()].index(one.name))
    click.echo("\n".join(_table(verdicts)))
    click.echo("\n".join(_sums(verdicts, time.monotonic() - began, where)))
    sys.exit(any(not one.held and not (allow_missing and one.missing) for one in verdicts))


def _chosen(names: Sequence[str]) -> tuple[Proof, ...]:
    if not names:
        return tuple(proof for proof in proofs() if not proof.apart)
    unknown = [name for name in names if not named(name)]
    if unknown:
        raise click.UsageError(f"no such proof: {', '.join(unknown)}; there are: {', '.join(p.name for p in proofs())}")
    return tuple(dict.fromkeys(proof for name in names for proof in named(name)))


def _verdicts(chosen: Sequence[Proof], scale: Scale, jobs: int) -> Iterator[Verdict]:
    """Each as it ends, with a line of progress."""
    longest_first = sorted(chosen, key=lambda proof: -proof.seconds)
    with ThreadPoolExecutor(jobs) as hands:
        running = [hands.submit(_one, proof, scale) for proof in longest_first]
        for done, future in enumerate(as_completed(running), 1):
            verdict = future.result()
            word = "holds" if verdict.held else verdict.words
            click.echo(f"{done}/{len(running)} {verdict.name}: {word}, {verdict.seconds:.0f} s", err=True)
            yield verdict


def _one(proof: Proof, scale: Scale) -> Verdict:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as own:
        try:
            return own.submit(alone, proof.name, scale).result()
        except BrokenProcessPool:
            return Verdict(name=proof.name, fault="its process died without a word")


def _table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    rows = [COLUMNS, *(verdict.cells() for verdict in verdicts)]
    widths = [*(max(len(row[at]) for row in rows) for at in range(len(COLUMNS) - 1)), 0]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _sums(verdicts: Sequence[Verdict], took: float, where: page.Run) -> Iterator[str]:
    yield page.sums(verdicts, took)
    yield f"code {where.code}; {where.machine}; {where.load}"
    for late in (one for one in verdicts if one.late):
        yield f"OVER BUDGET: {late.name} took {late.seconds:.0f} seconds ({late.cpu:.0f} of CPU), it has {late.budget}"
    if took > ALL_OF_THEM:
        yield f"OVER BUDGET: all of it took {took:.0f} seconds, it has {ALL_OF_THEM}"


if __name__ == "__main__":
    main()
