"""What written words were read as: a day, a phone number, a point on the map. Pure; a man's own words always stay."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """`read`: the one spelling everybody reads alike, empty where there is none. `hint`: the text that kindly says why.

    Words that could not be read are no fault of the writer: they are kept as written and marked so.
    """

    read: str = ""
    hint: str = ""
