"""Whatever became of the rooms, and by whichever way operators' words go out: they reach the case's person alone.

Four kinds of rooms, two operator chats, three men who may come back on another phone, and a caller who has none.
First rooms are taken, handed over, assigned, merged, separated, moved to another group at random while words go out.
Then every way out is gone for every case, wherever its room is by then. What operators see decides whom words are for:
the alias in the message they reply to, and what the merges made of it.
"""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.desk.casework import merged
from bot.desk.house import Turn
from bot.desk.words import keeping, passing, photos
from bot.desk.words.relay import TO_PERSON
from tests.promises.everywhere import KINDS, WAYS, Walk, everywhere
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.switched import shipped

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.posts import Post
    from tests.storage.conftest import Store


async def walked(store: Store, book: Book, kind: str, seed: int) -> tuple[Walk, dict[str, set[int]]]:  # noqa: F811
    walk = Walk(everywhere(store, book, kind), random.Random(seed))
    await walk.begins()
    await walk.goes()
    for one in range(len(walk.cases)):
        await walk.every_way(one)
    return walk, await walk.reads()


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.fixture(autouse=True)
def paints(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a picture is painted anew is proved elsewhere."""

    async def bare(picture: bytes, *, most_side: int = 0) -> bytes:
        del most_side
        return picture

    monkeypatch.setattr(keeping, "repaint", bare)


QUICK: Final = {("group topics", 0), ("private threads", 0)}
RUNS: Final = [
    pytest.param(kind, seed, marks=() if (kind, seed) in QUICK else pytest.mark.slow, id=f"{kind} {seed}")
    for kind in KINDS
    for seed in range(2)
]


@pytest.mark.parametrize(("kind", "seed"), RUNS)
async def test_by_every_way_words_reach_the_cases_person_and_nobody_else(
    store: Store,  # noqa: F811
    book: Book,
    kind: str,
    seed: int,
) -> None:
    walk, seen = await walked(store, book, kind, seed)
    assert walk.astray(seen) == []
    arrived = {text.rstrip("0123456789") for text, men in seen.items() if men} | {way for way, *_ in walk.chosen()}
    wanted = WAYS - ({"card"} if kind.startswith("private") else {"note"} if kind == "plain group" else set())
    assert wanted <= arrived, wanted - arrived


async def to_the_last(last: list[Case], right: Any, turn: Turn, case: Case, *rest: Any) -> None:
    """A planted fault: words go to the case that was worked before this one."""
    now = await turn.case(last[-1].id) if last else None
    last.append(case)
    await right(turn, now or case, *rest)


async def onto_the_last(last: list[Post], right: Any, turn: Turn, source: tuple[int, int]) -> Post | None:
    """Another: a correction takes the place of the words that were read first."""
    found: Post | None = await right(turn, source)
    last += [found] if found is not None and found.role == TO_PERSON else []
    return last[0] if last else found


async def forgetful(_seen: list[Any], _right: Any, turn: Turn, case: Case) -> Case:
    """A third: answers go to the oldest of merged cases, whoever was chosen."""
    return await merged.root(turn, case)


FAULTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "answers go to the case worked last": (passing, "pass_on", to_the_last),
    "pictures go to the case worked last": (photos, "ask", to_the_last),
    "corrections stand in the place of others": (passing, "sent_copy", onto_the_last),
    "the choice is forgotten": (merged, "voice", forgetful),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_found(
    store: Store,  # noqa: F811
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    room, name, wrong = FAULTS[fault]
    monkeypatch.setattr(room, name, partial(wrong, [], getattr(room, name)))
    walk, seen = await walked(store, book, "group topics", 0)
    assert walk.astray(seen)
