"""A line in each of the places in which a case can be worked; a test picks some by parametrising `kind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.rooms import KINDS, Room

if TYPE_CHECKING:
    from tests.acceptance.driver import Operator, Stage


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Where cases are worked."""
    return str(request.param)


@pytest.fixture
def with_topics(kind: str) -> bool:
    return kind != "plain group"


@pytest.fixture
def more_settings(rehearsal: Stage, kind: str) -> dict[str, str]:
    rehearsal.world.bot.topics_enabled = kind == "private topics"
    return {"HOTLINE_DESK": "private"} if kind.startswith("private") else {}


@pytest.fixture
def room(desk: Operator, kind: str) -> Room:
    """Where the operator works the case that he takes."""
    return Room(desk=desk, kind=kind)
