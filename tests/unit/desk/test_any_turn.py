"""Whatever happens to a talk, in any order: an operator's words are read by their person, or their writer is told."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from bot.desk.showing.cards import FORWARD_NOTE
from bot.desk.words.relay import NOTE
from bot.messages import Edit, Send
from storage.outgoing import DOTS
from tests.promises.officer import DESK
from tests.promises.searched import PIN, chooses_a_pin
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.unit.desk.wire import CHAT, HOUR, Talk, wired

if TYPE_CHECKING:
    from bot.flows.model import Book
    from tests.storage.conftest import Store

SPANS: Final = (5, 400, 400, 2_000, 7 * HOUR, 13 * HOUR)
TOO_MANY: Final = 429
LOST: Final = "💔"


@dataclass
class Witness:
    """What each message of an operator says now, and what its person had before him at the end of any second."""

    talk: Talk
    dice: random.Random
    newest: dict[int, list[str]] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    done: list[str] = field(default_factory=list)
    words: int = 0
    closed: bool = False

    def __post_init__(self) -> None:
        deliver = self.talk.wire.deliver

        async def watched() -> None:
            await deliver()
            for words, _ in self.talk.phone.messages.values():
                self.seen.update(re.findall(r"w\d+[be]", words))

        self.talk.wire.deliver = watched  # type: ignore[method-assign]

    def new(self) -> tuple[str, list[str]]:
        """A text, of one message or of two, and the marks it begins and ends with."""
        self.words += 1
        begins, ends = f"w{self.words}b", f"w{self.words}e"
        return f"{begins} {'word ' * self.dice.choice([3, 3, 830])}{ends}", [begins, ends]

    async def answer(self) -> None:
        text, marks = self.new()
        if not self.closed:
            self.newest[await self.talk.answers(text)] = marks

    async def note(self) -> None:
        text, marks = self.new()
        if not self.closed:
            message = await self.talk.answers(text, thread=True)
            marker = next(
                post for post in await self.talk.posts() if post.role == NOTE and post.source == (DESK, message)
            )
            await self.talk.presses(FORWARD_NOTE, marker.id)
            self.newest[message] = marks
            self.notes.add(message)

    async def edit(self) -> None:
        text, marks = self.new()
        if self.newest and not self.closed:
            message = self.dice.choice(list(self.newest))
            await self.talk.answers(text, edit=message, thread=message in self.notes)
            self.newest[message] = marks
            self.talk.wire.marks.pop(message, None)

    async def read(self) -> None:
        if self.talk.offered():
            await self.talk.reads()

    async def look(self) -> None:
        await self.talk.phone.writes(self.dice.choice(["/start", "/privacy", "/start"]))

    async def clear(self) -> None:
        await self.talk.phone.writes("/clear")

    async def unlock(self) -> None:
        if await self.locked():
            await self.talk.phone.writes(PIN)

    async def locked(self) -> bool:
        house = self.talk.wire.house
        person = await house.database.transact(lambda tx: house.people.find(tx, bot=house.line.bot, chat=CHAT))
        return person is not None and bool(person.lives)

    async def flood(self) -> None:
        self.talk.wire.flood(self.dice.choice(["sendMessage", "editMessageText"]))

    async def refuse(self) -> None:
        """Nobody is told of a closed case's words: the line to their writer is cut."""
        if not self.closed:
            self.talk.wire.refuse("editMessageText", self.dice.choice(["b ", "e"]))

    async def passes(self) -> None:
        await self.talk.wire.passes(self.dice.choice(SPANS))

    async def outage(self) -> None:
        self.talk.wire.now += self.dice.choice(SPANS)
        self.talk.wire.restart()

    async def spoil(self) -> None:
        """A row of words or of dots is damaged."""
        rows = await self.talk.wire.rows(lambda row: isinstance(row.item, Edit | Send) and row.item.wording != "")
        if rows:
            spoilt = self.dice.choice(rows).id
            await self.talk.wire.spoil(lambda row: row.id == spoilt)
            await self.talk.wire.deliver()

    async def close(self) -> None:
        if not self.closed and self.dice.random() < 0.3:
            self.closed = True
            self.talk.wire.meant = [one for one in self.talk.wire.meant if one.answer[0] == TOO_MANY]
            await self.talk.presses("c")
            await self.talk.presses("1")

    async def happens(self, steps: int) -> None:
        """So many events; Telegram's waits between them are not always waited out."""
        often = [self.answer, self.edit, self.read, self.read, self.unlock, self.flood, self.passes]
        seldom = [self.note, self.look, self.clear, self.refuse, self.outage, self.spoil, self.close]
        for _ in range(steps):
            event = self.dice.choice([*often, *often, *seldom])
            self.done.append(event.__name__)
            await event()

    async def ends(self) -> None:
        """Nothing fails any more; he opens the lock and reads all there is."""
        self.talk.wire.meant.clear()
        await self.talk.wire.passes(1_000)
        await self.talk.phone.writes("/start")
        await self.unlock()
        for _ in range(4):
            await self.read()
            await self.talk.wire.passes(400)

    def unread(self) -> list[str]:
        """The marks of what he never read although nobody told its writer."""
        told = {message for message, mark in self.talk.wire.marks.items() if mark == LOST} | self.talk.wire.beneath
        return [
            mark
            for message, marks in self.newest.items()
            if message not in told
            for mark in marks
            if mark not in self.seen
        ]


async def lives(store: Store, book: Book, seed: int, steps: int) -> Witness:  # noqa: F811
    wire = wired(store, book)
    talk = Talk(wire, wire.phone(CHAT, "en"))
    await talk.begins()
    await chooses_a_pin(talk.phone)
    witness = Witness(talk, random.Random(seed))
    await witness.happens(steps)
    await witness.ends()
    return witness


@pytest.mark.parametrize("seed", range(6))
async def test_words_are_read_or_their_writer_is_told(store: Store, book: Book, seed: int) -> None:  # noqa: F811
    witness = await lives(store, book, seed, 30)
    talk = witness.talk
    assert witness.unread() == [], witness.done
    assert not talk.offered(), witness.done
    assert not talk.has(DOTS), witness.done
    await talk.phone.writes("/delete")
    await talk.phone.presses("Yes, erase everything")
    assert not [words for words, _ in talk.phone.messages.values() if re.search(r"w\d+[be]", words)], witness.done
