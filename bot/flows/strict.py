"""What every model of a content file is made of: strictness, and names that fit into buttons."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=22)]
"""A key of a flow, step, option, door, topic or answer; `a:` and a name fit into a button's 24 bytes."""
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Lines = Annotated[tuple[str, ...], Field(strict=False)]


class Strict(BaseModel):
    """A part of a content file: nothing unknown in it, nothing of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Approval(Strict):
    """One named person's consent to words that people rely on, bound to the hash of them."""

    name: Annotated[str, Field(min_length=1)]
    hash: Annotated[str, Field(min_length=1)]
    date: date
