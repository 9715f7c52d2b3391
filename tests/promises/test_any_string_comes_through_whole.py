"""Promise: whatever letters a text is made of, it stands in the form, the relay both ways and the archive as typed.

As typed, but for what `bot.texts.clean` takes out (it says what) and, of a person's words, what nobody asked
(`bot.flows.unasked`). Both are done once, before anything is kept; after that the same text everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.flows.unasked import taken_out
from bot.rehearsal.process import clean_environment
from bot.texts import clean, units
from tests.acceptance.conftest import (  # noqa: F401
    bot,
    command,
    cradle,
    more_settings,
    operator,
    phone,
    ready,
    rehearsal,
    with_topics,
)
from tests.acceptance.driver import PATIENCE, PRIVATELY
from tests.acceptance.odd_things import LONGEST, types
from tests.acceptance.places import faults, open_case, squeezed, text_step, writes
from tests.acceptance.stories import takes
from tests.promises.naughty import OURS, big_list
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.flows.model import Book
    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

    Phones = Callable[..., Phone]
    Operators = Callable[..., Operator]

pytestmark = [pytest.mark.slow]

HEAP = 40
ROOM = 12_000
"""So many strings, and units of them, to one person."""
WHOLE = 3_000
"""Units that surely go as one message with its head line; what is longer may be cut at a blank."""
ENOUGH = 500
"""Letters by which a text is known."""


@pytest.fixture
def rows() -> dict[str, str]:
    """On SQLite: the archive is read from the database's own file."""
    return {}


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


def heaps(texts: Iterable[str], most: int = HEAP, room: int = ROOM) -> Iterator[list[str]]:
    """Texts in their order, in heaps of so many and so many units."""
    heap: list[str] = []
    for text in texts:
        if heap and (len(heap) == most or sum(units(one) + 1 for one in [*heap, text]) > room):
            yield heap
            heap = []
        heap.append(text)
    yield heap


async def shown(desk: Phone, texts: list[str], where: Callable[[], list[str]], *, whole: int = WHOLE) -> None:
    """Each of the texts stands in one of the messages, letter by letter; those of `whole` units and more in several."""

    def missing() -> list[str]:
        there = where()
        together = squeezed("".join(there)).replace("💬", "")
        return [
            text
            for text in texts
            if not (any(text in one for one in there) if units(text) < whole else squeezed(text) in together)
        ]

    try:
        await desk.world.until(lambda: not missing(), PATIENCE)
    except TimeoutError:
        pytest.fail(f"not there: {missing()}\n{desk.stage.transcript(desk.user)[-5_000:]}", pytrace=False)


def _cards(group: Mapping[int, Message]) -> list[Message]:
    return [one for one in group.values() if "· application" in one.text]


class Trip:
    """Strings on their way through the line, and what must be found of them at the end."""

    def __init__(self, book: Book, texts: Iterable[str], phones: Phones, desk: Operator, second: Operator) -> None:
        self.book, self.phones, self.desk, self.second = book, phones, desk, second
        self.texts = [text for text in dict.fromkeys(texts) if clean(text)]
        self.forms: list[str] = []

    def kept(self, text: str) -> str:
        """A person's words as the line must have them."""
        return taken_out(self.book, "en", clean(text))

    async def through(self) -> None:
        """The form, the relay to the operators and the relay to the person."""
        await self.desk.starts()
        await self.second.starts()
        await self.desk.sees("operators", in_=PRIVATELY)
        for number, heap in enumerate(heaps(self.texts, room=LONGEST)):
            await self.form(self.phones(f"F{number}x"), "\n".join(heap))
        for number, heap in enumerate(heaps(self.texts)):
            person = self.phones(f"R{number}x")
            await open_case(person)
            head = await self.desk.sees("Check word", in_=await takes(self.desk))
            await self.in_(person, heap)
            await self.out(person, heap, head)

    async def form(self, person: Phone, text: str) -> None:
        """A heap in one message is the answer to a question; an operator opens the application."""
        await text_step(person)
        await writes(person, text)
        await person.taps("‹ Back")
        await person.taps("Send what I have")
        await person.taps("Yes, send it")
        await person.sees("five words")
        self.forms.append(self.kept(text))
        group = self.desk.stage.group.messages
        await self.desk.stage.wait(lambda: len(_cards(group)) == len(self.forms), "a new card", self.desk.user)
        await self.desk.taps("Open", under=_cards(group)[-1])
        await shown(self.desk, self.forms[-1:], lambda: [one.text for one in self.desk.messages], whole=0)

    async def in_(self, person: Phone, heap: list[str]) -> None:
        """Each is a message to his case, and stands in its room."""
        for text in heap:
            await writes(person, text)
        group = self.desk.stage.group.messages
        await shown(self.desk, [self.kept(text) for text in heap], lambda: [one.text for one in group.values()])

    async def out(self, person: Phone, heap: list[str], head: Any) -> None:
        """Each is an operator's answer; what may lead into a trap is released by another."""
        for text in heap:
            await self.desk.sees_reaction(typed := types(self.desk, text, reply_to=head), "👌", "🤔", "👀")
            if "🤔" in typed.reactions.values():
                await self.second.taps("Release")
                await self.desk.sees_reaction(typed, "👌", "👀")
        for text in heap:
            await person.reads(clean(text)[:ENOUGH].split("\n")[0])
        await shown(person, [clean(text) for text in heap], lambda: [one.text for one in person.messages])


def archived(data: Path, key: Path, out: Path, settings: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Every case as `open` reads it with an operator's key: its entries."""
    order = [sys.executable, "-m", "bot", "open", "--identity", str(key), "--out", str(out)]
    subprocess.run(order, cwd=data.parent, env=clean_environment(dict(settings)), check=True, stdout=subprocess.DEVNULL)
    cases = (json.loads(path.read_text("utf-8")) for path in out.rglob("case.json"))
    return {case["alias"]: case["entries"] for case in cases}


def words_of(entries: Iterable[dict[str, Any]], kind: str) -> list[str]:
    return [entry["body"]["text"] for entry in entries if entry["kind"] == kind]


async def archive_of(bot: BotProcess, ready: Path) -> dict[str, list[dict[str, Any]]]:  # noqa: F811
    """The bot ends, and every case is read as `archived` does."""
    await bot.stop()
    return archived(bot.folder / "data", ready.parent / "operator.key", bot.folder / "read", bot.settings)


def said_whole(trip: Trip, cases: Mapping[str, list[dict[str, Any]]]) -> None:
    """What the people wrote is in the archive as typed, in its order, letter by letter."""
    said = [words_of(entries, "said") for entries in cases.values()]
    for heap in heaps(trip.texts):
        assert [trip.kept(text) for text in heap] in [words[-len(heap) :] for words in said]


async def whole_in_the_archive(trip: Trip, bot: BotProcess, ready: Path) -> None:  # noqa: F811
    """And so are the answers to questions, and the operators'."""
    said_whole(trip, cases := await archive_of(bot, ready))
    answers = [one["text"] for entries in cases.values() for one in entries[0]["body"].get("answers", ())]
    assert set(trip.forms) <= set(answers)
    answered = [words_of(entries, "answered") for entries in cases.values()]
    for heap in heaps(trip.texts):
        assert [clean(text) for text in heap] in answered


async def come_through(  # noqa: PLR0917 - fixtures
    texts: Iterable[str],
    book: Book,
    phone: Phones,  # noqa: F811
    operator: Operators,  # noqa: F811
    bot: BotProcess,  # noqa: F811
    ready: Path,  # noqa: F811
) -> Trip:
    trip = Trip(book, texts, phone, operator("Olena"), operator("Petro"))
    await trip.through()
    await whole_in_the_archive(trip, bot, ready)
    assert faults(bot) == []
    return trip


async def test_strings_of_our_own(
    book: Book,
    phone: Phones,  # noqa: F811
    operator: Operators,  # noqa: F811
    bot: BotProcess,  # noqa: F811
    ready: Path,  # noqa: F811
) -> None:
    await come_through(OURS.values(), book, phone, operator, bot, ready)


async def test_the_big_list_of_naughty_strings(  # noqa: PLR0917 - fixtures
    book: Book,
    phone: Phones,  # noqa: F811
    operator: Operators,  # noqa: F811
    bot: BotProcess,  # noqa: F811
    ready: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = big_list(tmp_path_factory.mktemp("npm"))
    if isinstance(listed, str):
        pytest.skip(listed)
    trip = await come_through(listed, book, phone, operator, bot, ready)
    covered = sum(trip.kept(text) != clean(text) for text in trip.texts)
    with capsys.disabled():
        print(f"\n{len(listed)} naughty strings, {len(trip.texts)} of which say something; {covered} name what nobody")  # noqa: T201
        print("asked, and are kept without it")  # noqa: T201


class TestSanitised:
    @pytest.fixture
    def command(self) -> tuple[str, ...]:
        return ("-m", "tests.promises.sanitising")

    async def test_a_relay_that_takes_tags_out_would_be_found(
        self,
        book: Book,
        phone: Phones,  # noqa: F811
        operator: Operators,  # noqa: F811
        bot: BotProcess,  # noqa: F811
        ready: Path,  # noqa: F811
    ) -> None:
        """The planted fault."""
        trip = Trip(book, [OURS["markup"]], phone, operator("Olena"), operator("Petro"))
        await open_case(person := phone("Ivan"))
        await writes(person, trip.texts[0])
        cases = await archive_of(bot, ready)
        assert any(words_of(entries, "said") for entries in cases.values()), "it arrived"
        with pytest.raises(AssertionError):
            said_whole(trip, cases)
