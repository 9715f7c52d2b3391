"""Which provisions an answer may rest on: those whose own words were read, and fewer where the law is often misread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.flows.faults import Fault
from bot.flows.model import Lines, Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.flows.model import Answer

FILE: Final = "verified.toml"
_ANSWERS: Final = "answers/answers.toml"
_RANGE: Final = re.compile(r"(\d+)-(\d+)")
Act = Annotated[str, StringConstraints(min_length=1)]


class Verified(BaseModel):
    """`read`: articles by act, single or from-to. `only`: all that these answers may rest on."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    read: dict[Act, Lines]
    only: dict[Name, Lines] = {}

    @property
    def provisions(self) -> frozenset[str]:
        """Every provision that was read, as answers write them."""
        return frozenset(
            f"{act} {one}" for act, articles in self.read.items() for given in articles for one in _all(given)
        )


def inspect(answers: Mapping[str, Answer], verified: Verified) -> Iterator[Fault]:
    """Yield a fault for each provision that an answer may not rest on."""
    read = verified.provisions
    for key, answer in answers.items():
        for provision in answer.provisions:
            if provision not in read:
                what = f"{provision} is not in {FILE}: read its own words first, then add it there"
                yield Fault(_ANSWERS, f"answer.{key}", "provisions", what)
            elif provision not in verified.only.get(key, answer.provisions):
                what = f"{provision} does not say what this answer is about; {FILE} lists what it may rest on"
                yield Fault(_ANSWERS, f"answer.{key}", "provisions", what)
    for key in verified.only:
        if key not in answers:
            yield Fault(f"answers/{FILE}", key, "", f"no answer {key}")


def _all(given: str) -> tuple[str, ...]:
    if both := _RANGE.fullmatch(given):
        return tuple(map(str, range(int(both[1]), int(both[2]) + 1)))
    return (given,)
