"""`locales/tongues.toml`: one line in each language the bot itself does not speak, and who approved it."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Final

from pydantic import Field

from bot.flows.strict import Approval, Strict

FILE: Final = "tongues.toml"


class Tongue(Strict):
    """One language: its own name, its English one for operators, and the line its speakers are shown."""

    name: Annotated[str, Field(min_length=1, max_length=20)]
    english: Annotated[str, Field(min_length=1, max_length=20)]
    line: Annotated[str, Field(min_length=1, max_length=200)]
    approved: Annotated[tuple[Approval, ...], Field(strict=False)] = ()


def fingerprint(code: str, tongue: Tongue) -> str:
    """Return the hash an approval of a line is bound to."""
    whole = json.dumps([code, tongue.model_dump(mode="json", exclude={"approved"})], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def approvers(code: str, tongue: Tongue) -> frozenset[str]:
    """Return the names that stand behind a line as it is now."""
    now = fingerprint(code, tongue)
    return frozenset(one.name.strip().casefold() for one in tongue.approved if one.hash == now)
