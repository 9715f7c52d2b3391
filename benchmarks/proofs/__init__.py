"""Proofs: each attacks one promise of SECURITY.md, counts what it tried and what broke; `python -m benchmarks.proofs`.

A module here with a `PROOF` is one of them. Each carries a planted fault: the same attack on a product broken on
purpose, which must be found; an attack that finds nothing there has shown nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Scale(StrEnum):
    """How much is tried: all that the promise asks for, or enough to see that the proof works (tests)."""

    FULL = "full"
    SMALL = "small"


class NotRun(Exception):
    """This machine can not carry the proof out; the sentence says what is missing. Counts as a failure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one run: attempts, those among them that broke the promise, and a remark for the table."""

    tried: int
    broken: int
    words: str = ""


Attack = Callable[[Scale], Figure | Awaitable[Figure]]
"""Carries the proof out. Gives back every hook and name that it replaced; may raise NotRun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One promise and its attack. `name`: "T24 static bans". `planted`: the attack on a broken product.

    `seconds`: what the full run may take on two quiet cores, beside another; all of them stay under twenty minutes.
    `slow`: its small run takes more than three seconds. `apart`: not in the run of all, only when named.
    """

    name: str
    promise: str
    run: Attack
    planted: Attack
    seconds: int = 60
    slow: bool = False
    apart: bool = False

    @property
    def number(self) -> tuple[int, str]:
        """Its place among all."""
        found = re.match(r"T(\d+)", self.name)
        return (int(found[1]) if found else 999, self.name)


@cache
def proofs() -> tuple[Proof, ...]:
    """Every proof of this folder, by number."""
    modules = (importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__))
    found = [module.PROOF for module in modules if hasattr(module, "PROOF")]
    return tuple(sorted(found, key=lambda proof: proof.number))


def named(name: str) -> tuple[Proof, ...]:
    """The proofs of this name or number, in any case. Empty: there is none."""
    asked = name.lower()
    return tuple(proof for proof in proofs() if asked in {proof.name.lower(), proof.name.lower().split()[0]})
