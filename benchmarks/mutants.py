"""What the tests of the sealing, the keys, the buttons and the rights are worth: `make mutants`.

mutmut changes one thing at a time in the modules that pyproject.toml names (`tool.mutmut`) and runs their tests; what
no test notices has survived. It works in a copy under `reports/`, goes on there where it was cut off, and leaves the
tree alone.
Survivors that change nothing anybody could notice stand in `benchmarks/survivors.toml`, each with its reason. One
without a reason makes the command red, and so does a reason without its survivor: its code is no longer so.
"""

from __future__ import annotations

import importlib.util
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT: Final = Path(__file__).parents[1]
COPY: Final = ROOT / "reports" / "mutants"
EXPLAINED: Final = Path(__file__).with_name("survivors.toml")
WANTED: Final = 90.0
"""Of a hundred mutants so many must be killed."""

ROOTED: Final = frozenset({"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"})
"""With the first, tests would import the tree and no mutant at all."""

LEFT_OUT: Final = shutil.ignore_patterns(
    ".git", ".venv*", "reports", "__pycache__", "mutants", "data", "*.db", ".*_cache"
)
_RESULT: Final = re.compile(r"\s*(?P<name>\S+): (?P<status>.+)")
_WORDS: Final = re.compile(r'\s*(message|msg) = |\s*raise \w+\(f?"|\s*f?"[^"]*"$')
"""A line that is nothing but what an error says: whether it says it in other words is no matter of safety."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `was`, `now`: the line before and after it, where one looked. `why`: its explanation, if any."""

    name: str
    status: str
    was: str = ""
    now: str = ""
    why: str = ""

    @property
    def module(self) -> str:
        """The module it is in."""
        return self.name.rsplit(".", 1)[0]

    @property
    def killed(self) -> bool:
        """Whether a test failed, or did not come to its end."""
        return self.status in {"killed", "timeout", "segfault", "caught by type check"}

    @property
    def timed(self) -> bool:
        """Whether it ended by time: it may have gone round and round, or the machine was busy."""
        return self.status == "timeout"

    @property
    def unchecked(self) -> bool:
        """Whether the run was cut off before it. It counts as one that survived: nobody knows."""
        return self.status == "not checked"

    @property
    def of_words(self) -> bool:
        """Whether only an error's sentence differs."""
        return bool(_WORDS.match(self.was))


class Absent(Exception):
    """The tool is not installed here."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nobody can notice a change of these lines into those; several lines stand behind each other."""

    module: str
    was: str
    now: str
    why: str

    @property
    def is_of_the_code(self) -> bool:
        """Whether the module still says what was changed."""
        path = ROOT / f"{self.module.replace('.', '/')}.py"
        return path.is_file() and " ".join(self.was.split()) in " ".join(path.read_text(encoding="utf-8").split())


def reasons() -> list[Reason]:
    """All that `benchmarks/survivors.toml` explains."""
    told = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["survivor"]
    return [Reason(one["module"], one["was"], one["now"], one["why"]) for one in told]


def unfounded(mutants: Iterable[Mutant], *, whole: Callable[[str], bool]) -> list[Reason]:
    """Reasons of which the code knows nothing any more, or whose mutant did not survive where all of a module was run.

    `whole`: whether that is so of a module. One that ended by time says nothing about its reason.
    """
    survived = {(one.module, one.was, one.now) for one in mutants if one.timed or not one.killed}
    return [
        one for one in reasons()
        if not one.is_of_the_code or (whole(one.module) and (one.module, one.was, one.now) not in survived)
    ]  # fmt: skip


def mutate(names: Sequence[str] = (), *, sample: int = 0, seed: int = 0, jobs: int = 2) -> list[Mutant]:
    """Run these mutants (patterns; none: all), or so many drawn from them. Absent: mutmut is missing."""
    if importlib.util.find_spec("mutmut") is None:
        raise Absent("mutmut is missing: make mutants installs it")
    _copy()
    if sample:
        _mutmut("run", "none of them", quiet=True)
        made = sorted(mutant.name for mutant in _results() if _asked(mutant.name, names))
        names = random.Random(seed).sample(made, min(sample, len(made)))  # noqa: S311 - the same ones for the same seed
    _mutmut("run", "--max-children", str(jobs), *names)
    found = [one for one in _results() if _asked(one.name, names)]
    settled = [one.unchecked or (one.killed and not one.timed) for one in found]
    return [one if known else _looked_at(one) for one, known in zip(found, settled, strict=True)]


def _asked(name: str, patterns: Sequence[str]) -> bool:
    """Whether a name fits one of the patterns, if there are any."""
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _copy() -> None:
    """The tree as it is now beside what an earlier run found."""
    shutil.copytree(ROOT, COPY, ignore=LEFT_OUT, dirs_exist_ok=True)


def _mutmut(*words: str, quiet: bool = False) -> str:
    told = {name: value for name, value in os.environ.items() if name not in ROOTED}
    shown = subprocess.PIPE if quiet or words[0] != "run" else None
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "mutmut", *words], cwd=COPY, env=told, stdout=shown, stderr=shown, text=True, check=False
    )
    return done.stdout or ""


def _results() -> list[Mutant]:
    lines = _mutmut("results", "--all", "true").splitlines()
    found = (_RESULT.fullmatch(line) for line in lines)
    return [Mutant(one["name"], one["status"].strip()) for one in found if one]


def _looked_at(mutant: Mutant) -> Mutant:
    """The mutant with what it changed, and why nobody notices, where that is told."""
    diff = _mutmut("show", mutant.name).splitlines()
    was, now = (
        " ".join(line[1:].strip() for line in diff if re.match(rf"{mark}(?!{mark})", line)) for mark in ("-", r"\+")
    )
    why = (one.why for one in reasons() if (one.module, one.was, one.now) == (mutant.module, was, now))
    return Mutant(mutant.name, mutant.status, was, now, next(why, ""))


def share(mutants: Iterable[Mutant]) -> float:
    """How many of a hundred were killed; an error's sentence in other words counts on neither side."""
    counted = [mutant for mutant in mutants if not mutant.of_words]
    return 100 * sum(mutant.killed for mutant in counted) / max(1, len(counted))


def table(mutants: Sequence[Mutant]) -> list[str]:
    """A line a module, and one for all of them."""
    rows = [f"{'module':<32} mutants  killed  survived  explained  words only  killed of 100"]
    for module in [*sorted({mutant.module for mutant in mutants}), ""]:
        own = [mutant for mutant in mutants if mutant.module.startswith(module)]
        words = [mutant for mutant in own if mutant.of_words]
        left = [mutant for mutant in own if not mutant.killed and not mutant.of_words]
        told = sum(bool(mutant.why) for mutant in left)
        killed = sum(mutant.killed for mutant in own)
        name = module or "all"
        rows.append(
            f"{name:<32} {len(own):>7}  {killed:>6}  {len(left):>8}  {told:>9}  {len(words):>10}  {share(own):>13.1f}"
        )
    return rows


@click.command()
@click.argument("names", nargs=-1)
@click.option("--sample", type=click.IntRange(0), default=0, help="So many, drawn from those asked for.")
@click.option("--seed", type=int, default=1, help="The same seed draws the same ones.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Side by side.")
def main(names: Sequence[str], *, sample: int, seed: int, jobs: int) -> None:
    """Change one thing at a time ("storage.sealing*": only there) and count what no test notices."""
    try:
        mutants = mutate(names, sample=sample, seed=seed, jobs=jobs)
    except Absent as missing:
        raise click.ClickException(str(missing)) from missing
    unexplained = [one for one in mutants if not one.killed and not one.of_words and not one.why]
    for mutant in unexplained:
        click.echo(f"{mutant.name} ({mutant.status})\n  - {mutant.was}\n  + {mutant.now}")
    idle = unfounded(mutants, whole=lambda module: not sample and _whole(module, names))
    for reason in idle:
        click.echo(f"{EXPLAINED.name} explains what did not survive in {reason.module}: {reason.was}\n  + {reason.now}")
    click.echo("\n".join(table(mutants)))
    timed = [one for one in mutants if one.timed]
    if timed:
        explained = sum(bool(one.why) for one in timed)
        click.echo(
            f"{len(timed)} counted as killed ended by time, {explained} of them explained as survivors: run those alone"
        )
    click.echo(f"{len(unexplained)} survivors are not explained, {len(idle)} explanations have no survivor")
    sys.exit(not mutants or share(mutants) < WANTED or bool(unexplained) or bool(idle))


def _whole(module: str, names: Sequence[str]) -> bool:
    """Whether all mutants of a module were asked for."""
    return _asked(f"{module}.", names)


if __name__ == "__main__":
    main()
