"""One proof carried out, its planted fault too, and what the table says of it."""

from __future__ import annotations

import asyncio
import inspect
import os
import resource
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from benchmarks import proofs as registry
from benchmarks.proofs import Figure, NotRun, Scale

if TYPE_CHECKING:
    from benchmarks.proofs import Attack, Proof

NOTHING: Final = Figure(tried=0, broken=0)
IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - where Linux has a disk in memory
ENOUGH: Final = 2**30
"""Bytes that must be free there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a proof. `missing`: why it could not run. `fault`: how it ended by itself.

    `seconds`: on the clock; `cpu`: of all its processes. `budget`: seconds that it may take, 0 where it has none.
    """

    name: str
    figure: Figure = NOTHING
    found: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    budget: int = 0
    missing: str = ""
    fault: str = ""

    @property
    def held(self) -> bool:
        """Something was tried, nothing broke, and the planted fault was found."""
        return self.ran and self.figure.tried > 0 and self.figure.broken == 0 and self.found > 0

    @property
    def ran(self) -> bool:
        """It came to its end."""
        return not (self.missing or self.fault)

    @property
    def late(self) -> bool:
        """It took longer than it may."""
        return bool(self.budget) and self.seconds > self.budget

    def cells(self) -> tuple[str, ...]:
        """Its row in the table."""
        planted = f"found ({self.found:,})" if self.found else "NOT FOUND"
        figures = (f"{self.figure.tried:,}", f"{self.figure.broken:,}", planted) if self.ran else ("-", "-", "-")
        return (self.name, *figures, *self._times(), self.words)

    def _times(self) -> tuple[str, str]:
        taken = f"{self.seconds:.0f} of {self.budget}" if self.budget else f"{self.seconds:.0f}"
        return taken, f"{self.cpu:.0f}"

    @property
    def words(self) -> str:
        """Its remark; loud where it did not hold, or took too long."""
        if self.missing:
            return f"NOT RUN: {self.missing}"
        if self.fault:
            return f"FAILED: {self.fault}"
        said = self.figure.words if self.held else f"BROKEN {self.figure.words}".strip()
        return f"OVER BUDGET; {said}".removesuffix("; ") if self.late else said


COLUMNS: Final = ("proof", "tried", "broken", "planted fault", "seconds", "CPU s", "remark")


def carry_out(name: str, scale: Scale) -> Verdict:
    """The proof of this name, then its planted fault at small scale. Never raises what the proof raised."""
    (proof,) = (one for one in registry.proofs() if one.name == name)
    budget = proof.seconds if scale is Scale.FULL else 0
    began, spent = time.monotonic(), _cpu()
    figure, found, ended = _tried(proof, scale)
    took, used = time.monotonic() - began, _cpu() - spent
    return Verdict(name=name, figure=figure, found=found, seconds=took, cpu=used, budget=budget, **ended)


def _tried(proof: Proof, scale: Scale) -> tuple[Figure, int, dict[str, str]]:
    try:
        figure = attack(proof.run, scale)
        return figure, attack(proof.planted, Scale.SMALL).broken, {}
    except NotRun as reason:
        return NOTHING, 0, {"missing": str(reason)}
    except (Exception, pytest.fail.Exception, BaseExceptionGroup) as fault:  # noqa: BLE001 - one proof's end is a row of the table, not the end of the others
        first = _first(fault)
        return NOTHING, 0, {"fault": f"{type(first).__name__}: {first}".splitlines()[0]}


def _first(fault: BaseException) -> BaseException:
    """What went wrong first, where several things did at once."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def _cpu() -> float:
    """Seconds of processors that this process and those it has waited for used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def alone(name: str, scale: Scale) -> Verdict:
    """`carry_out` in a process that is nobody else's: what it says goes to stderr, its files into memory if they may.

    Where a file lies changes nothing that a proof looks for, and a slow disk is none of its business; that of T2 is an
    image with a file system of its own.
    """
    os.dup2(2, 1)
    if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)
    return carry_out(name, scale)


def attack(run: Attack, scale: Scale) -> Figure:
    """One run to its end, of an attack that is a coroutine or a plain function."""
    figure = run(scale)
    return figure if isinstance(figure, Figure) else asyncio.run(_awaited(figure))


async def _awaited(figure: object) -> Figure:
    assert inspect.isawaitable(figure)  # noqa: S101 - for the types
    done = await figure
    assert isinstance(done, Figure)  # noqa: S101 - for the types
    return done
