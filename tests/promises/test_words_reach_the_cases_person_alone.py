"""Whatever operators do: their words reach the person of the case they were written in, and nobody else.

Three persons, three rooms, one desk at which everything is tried at random: typed, canned, noted and sent after all,
pictured, dangerous and released, edited, taken back. Every word says whom it is for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.desk import group
from bot.desk.showing.cards import FORWARD_NOTE, HEAD
from bot.desk.words import canned, holding, passing, photos
from bot.desk.words.relay import NOTE, TO_RELEASE
from bot.messages import Media, Said
from tests.promises.officer import DESK
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.switched import shipped
from tests.unit.desk.test_holding import PETRO, presses_as
from tests.unit.desk.test_photos import Camera, taken
from tests.unit.desk.test_undoing import commands
from tests.unit.desk.wire import OLGA, Talk, Wire, wired

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.desk.house import Turn
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.people import Operator
    from tests.storage.conftest import Store

PERSONS: Final = (4_101, 4_102, 4_103)
CANNED: Final = ("hello", "wait", "stay")
"""Each person's own canned reply: it tells whom it was for."""
STEPS: Final = 26
SMALL: Final = taken(8, 6)


@dataclass
class Desk:
    """What operators do, and what each of them wrote: whom it is for stands in the words."""

    wire: Wire
    talks: list[Talk]
    chance: random.Random
    number: int = 0
    sent: dict[int, int] = field(default_factory=dict)

    def words(self, at: int, *, danger: bool = False) -> str:
        self.number += 1
        return f"for{PERSONS[at]} n{self.number}{' at the bridge tomorrow at 5:00' if danger else ''}"

    def acts(self) -> list[Callable[[int], Awaitable[None]]]:
        return [self.types, self.types, self.notes, self.pictures, self.endangers, self.edits, self.cans, self.undoes]

    async def types(self, at: int) -> None:
        self.sent[await self.talks[at].answers(self.words(at))] = at

    async def notes(self, at: int) -> None:
        talk = self.talks[at]
        await talk.answers(self.words(at), thread=True)
        marker = [post for post in await talk.posts() if post.role == NOTE][-1]
        await talk.presses(FORWARD_NOTE, marker.id)

    async def pictures(self, at: int) -> None:
        talk = self.talks[at]
        head = next(post for post in await talk.posts() if post.role == HEAD)
        self.wire.desk_message += 1
        media = Media(kind="photo", file_id="f")
        came = Said(chat=DESK, user=OLGA, message=self.wire.desk_message, text=self.words(at), media=media, name="Olga")
        await group.said(self.wire.house, replace(came, reply_to=head.message), talk._step())
        if self.chance.random() < 0.5:
            await Camera(talk, SMALL).works()

    async def endangers(self, at: int) -> None:
        talk = self.talks[at]
        await talk.answers(self.words(at, danger=True))
        if self.chance.random() < 0.7:
            markers = [post for one in self.talks for post in await one.posts() if post.role == TO_RELEASE]
            await presses_as(talk, PETRO, holding.RELEASE, self.chance.choice(markers).id)

    async def edits(self, at: int) -> None:
        mine = [message for message, whose in self.sent.items() if whose == at]
        if mine:
            await self.talks[at].answers(self.words(at, danger=self.chance.random() < 0.3), edit=mine[-1])

    async def cans(self, at: int) -> None:
        talk = self.talks[at]
        await commands(talk, f"/r {CANNED[at]}", None)
        preview = [post for post in await talk.posts() if post.role == canned.PREVIEW][-1]
        await talk.presses(canned.SEND, preview.id)

    async def undoes(self, at: int) -> None:
        mine = [message for message, whose in self.sent.items() if whose == at]
        if mine:
            await commands(self.talks[at], "/undo", mine[-1])

    async def wrongly(self, at: int) -> None:
        """A reply to another room's message: to nobody."""
        other = self.talks[(at + 1) % len(self.talks)]
        head = next(post for post in await other.posts() if post.role == HEAD)
        (room,) = [post for post in await self.talks[at].posts() if post.role == "topic"]
        self.wire.desk_message += 1
        came = Said(chat=DESK, user=OLGA, message=self.wire.desk_message, text="for0", thread=room.message, name="Olga")
        await group.said(self.wire.house, replace(came, reply_to=head.message), other._step())

    async def everybody_reads(self) -> None:
        await Camera(self.talks[0], SMALL).works()
        for talk in self.talks:
            if talk.offered():
                await talk.reads()
            await self.wire.deliver()

    def astray(self) -> list[str]:
        """Words that ever stood in the chat of somebody they were not for."""
        replies = self.wire.house.book.canned["en"]
        own = {chat: replies[name].text.strip() for chat, name in zip(PERSONS, CANNED, strict=True)}
        told = [(chat, words) for chat, words in self.wire.stood if "for" in words]
        canned_ones = [(chat, words) for chat, words in self.wire.stood if any(one in words for one in own.values())]
        return [f"canned in {chat}" for chat, words in canned_ones if own[chat] not in words] + [
            f"{words} in {chat}"
            for chat, words in told
            for one in (0, *PERSONS)
            if one != chat and f"for{one} " in words.replace("for0", "for0 ")
        ]

    def arrived(self) -> int:
        return sum(f"for{chat} " in words for chat, words in self.wire.stood)


async def played(store: Store, book: Book, seed: int) -> Desk:  # noqa: F811
    wire = wired(store, book)
    talks = [Talk(wire, wire.phone(chat, "en")) for chat in PERSONS]
    for talk in talks:
        await talk.begins()
    desk = Desk(wire, talks, random.Random(seed))
    for step in range(STEPS):
        act = desk.chance.choice([*desk.acts(), desk.wrongly])
        await act(desk.chance.randrange(len(talks)))
        if step % 6 == 5:
            await desk.everybody_reads()
    await desk.everybody_reads()
    return desk


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.mark.parametrize("seed", range(4))
async def test_nobody_ever_reads_what_is_for_another(store: Store, book: Book, seed: int) -> None:  # noqa: F811
    desk = await played(store, book, seed)
    assert desk.astray() == []
    assert desk.arrived() > STEPS // 4


async def test_words_that_go_to_the_case_worked_last_are_found(
    store: Store,  # noqa: F811
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last: list[Case] = []
    right = passing.pass_on

    async def to_the_last(turn: Turn, case: Case, said: Said, operator: Operator) -> None:
        now = await turn.case(last[-1].id) if last else None
        last.append(case)
        await right(turn, now or case, said, operator)

    monkeypatch.setattr(passing, "pass_on", to_the_last)
    assert (await played(store, book, 1)).astray()


async def test_a_picture_given_to_another_is_found(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    first: list[bytes] = []
    right = photos.ask

    async def to_the_first(turn: Turn, case: Case, said: Said) -> None:
        first.append(case.id)
        await right(turn, await turn.case(first[0]) or case, said)

    monkeypatch.setattr(photos, "ask", to_the_first)
    assert (await played(store, book, 1)).astray()


def test_nothing_else_gives_words_to_a_person() -> None:
    """Every path leads through `outward`: nobody else calls what hands words over."""
    allowed = {"passing.py", "photos.py", "rewording.py", "answering.py", "undoing.py"}
    callers = {
        file.name
        for file in Path("bot").rglob("*.py")
        if "to_person(" in (said := file.read_text(encoding="utf-8")) or "reworded(" in said
    }
    assert callers <= allowed, callers - allowed
