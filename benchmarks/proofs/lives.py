"""Conversations whose every detail is a marker: people apply, ask, draft, come back, erase; operators answer."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from benchmarks.proofs.spelled import FIRST_GROUP_MESSAGE, FIRST_MESSAGE, FIRST_PERSON, Marks
from bot.rehearsal.things import User
from tests.acceptance.driver import PRIVATELY, Operator, Phone, Stage
from tests.acceptance.stories import words_on

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.rehearsal.things import Message

TALKS: int = 3
"""Rounds of words both ways in a taken case."""
ONE_IN: int = 10
"""Applicants with pictures both ways: each of an operator's is painted anew by a process of its own."""
AT_ONCE: int = 12
_PEOPLE = count(FIRST_PERSON)


class Clerk(Operator):
    """An operator who waits for what he is shown, and never looks at all that changed in the group."""

    async def presses(self, label: str, under: Message) -> None:
        """Press a button of this message, once it is there."""
        await self.taps(label, under=under, patient=False)


@dataclass
class Town:
    """The people of one line, and what must not be found of them. Cases wait at the counter one at a time."""

    stage: Stage
    marks: Marks = field(default_factory=Marks)
    counter: asyncio.Lock = field(default_factory=asyncio.Lock)
    conversations: int = 0
    pictured: count[int] = field(default_factory=count)

    def user(self) -> User:
        """An account: name, user name, language and number are markers."""
        marks = self.marks
        user = User(id=next(_PEOPLE), name=marks.text(), language=marks.name(), username=marks.name())
        marks.numbers[f"account {user.id}"] = user.id
        self.stage.world.users[user.id] = user
        return user

    def phone(self) -> Phone:
        """Somebody who writes."""
        return Phone(stage=self.stage, user=self.user())

    async def clerk(self) -> Clerk:
        """Somebody who answers, and has pressed Start."""
        clerk = Clerk(stage=self.stage, user=self.user())
        self.stage.world.join(self.stage.group, clerk.user)
        await clerk.starts(self.marks.name())
        await clerk.sees("operators", in_=PRIVATELY)
        return clerk

    async def live(self, conversations: int) -> None:
        """So many conversations, several at once, each with an operator of its own."""
        parts = (self.applicant, self.asker, self.drafter, self.mover, self.leader)
        desks = asyncio.Queue[Clerk]()
        for _ in range(min(AT_ONCE, conversations)):
            desks.put_nowait(await self.clerk())

        async def one(part: Callable[[Clerk], Awaitable[None]]) -> None:
            desk = await desks.get()
            await part(desk)
            desks.put_nowait(desk)

        async with asyncio.TaskGroup() as all_of_them:
            for number in range(conversations):
                all_of_them.create_task(one(parts[number % len(parts)]))
        self.conversations += conversations
        self.note_what_telegram_gave()

    def note_what_telegram_gave(self) -> None:
        """Numbers of messages and of the group, ids of files, the token."""
        world, group, marks = self.stage.world, self.stage.group, self.marks
        marks.numbers["group"] = group.id
        marks.words["token"] = world.token.partition(":")[2]
        for file in world.files.values():
            marks.word("a file", file.unique)
        marks.messages += [
            range(FIRST_MESSAGE, next(world._private_message)),  # noqa: SLF001 - all that were given
            range(FIRST_GROUP_MESSAGE, group.next_message),
        ]

    async def applies(self, person: Phone, desk: Clerk) -> tuple[str, str]:
        """An application with own words beside a button and in their place: the five words; the alias once taken."""
        marks = self.marks
        await person.sends("/start")
        for label in ("I am serving", "Apply", "Yes, nobody can see"):
            await person.taps(label)
        await person.sends(marks.text())
        await person.sees("I have kept your words")
        for label in ("No", "Only about me", "Mine, only I use it"):
            await person.taps(label)
        await person.sees("Question 5 of 6")
        await person.sends(f"{marks.text()}, {self.telephone()}")
        await person.taps("Here, as soon as possible")
        await person.taps("Send")
        alias = await self.waits(desk, lambda: person.taps("Yes, send it"))
        words = words_on((await person.sees("five words")).text)
        for way in (" ", ",", '","', '", "', "-", "\n"):
            marks.word("a return code", words.replace(" ", way))
        return words, alias

    def telephone(self) -> str:
        """A telephone number that nobody else has."""
        return self.marks.word("a telephone", f"+3806{len(self.marks.words):07}9")

    async def waits(self, desk: Clerk, submit: Callable[[], Awaitable[Any]]) -> str:
        """Submit; the operator takes that case, and no other waits meanwhile: its alias."""
        async with self.counter:
            await submit()
            card = await desk.sees("Waiting for an operator")
            alias = card.text.split(" ")[0]
            await desk.presses("Take", card)
            await desk.sees_topic(alias)
            await desk.stage.wait(lambda: "Waiting for" not in card.text, "the card to be taken", desk.user)
        return alias

    async def applicant(self, desk: Clerk) -> None:
        """Applies, talks long, both correct themselves, pictures go both ways; the case is closed."""
        person = self.phone()
        _, alias = await self.applies(person, desk)
        if next(self.pictured) % ONE_IN == 0:
            await self.pictures(person, desk, alias)
        for _ in range(TALKS):
            await self.talks(person, desk, alias)
        note = await desk.sends(self.marks.text(), in_=alias)
        await desk.presses("Send to the person", await desk.sees("Internal note", in_=alias))
        await person.reads(note.text)
        await desk.sends(f"/note {self.marks.text()}", in_=alias)
        card = await desk.sees(f"{alias} · application")
        await desk.presses("Close", card)
        await desk.presses("Answered", card)
        await person.reads("The conversation has ended")

    async def talks(self, person: Phone, desk: Clerk, alias: str) -> None:
        """Words and their corrections, both ways."""
        marks = self.marks
        said = await person.sends(marks.text())
        relayed = await desk.sees(said.text, in_=alias)
        await person.edits(said, marks.text())
        await desk.sees(said.text, in_=alias)
        answer = await desk.replies(relayed, marks.text())
        await person.reads(answer.text)
        await desk.edits(answer, marks.text())
        await person.sees(answer.text)

    async def pictures(self, person: Phone, desk: Clerk, alias: str) -> None:
        """A photo, a voice and a place of his; a photo from the operator."""
        world, marks = self.stage.world, self.marks
        for send in (world.photo, world.voice):
            send(person.user, caption=(caption := marks.text()))
            relayed = await desk.sees(caption, in_=alias)
        number = len(marks.places) / 1e5  # degrees beyond 60: no second of a log line's time looks like one
        world.location(person.user, at=marks.place(68.1234567 + number, 137.1234567 + number))
        caption = marks.text()
        world.photo(desk.user, relayed.chat, caption=caption, reply_to=relayed.id, thread=relayed.thread)
        await person.reads(caption)

    async def asker(self, desk: Clerk) -> None:
        """A question, an answer, and everything erased."""
        person, marks = self.phone(), self.marks
        await person.sends(marks.text())
        await person.sees_button("Send to an operator")
        alias = await self.waits(desk, lambda: person.taps("Send to an operator"))
        await self.talks(person, desk, alias)
        await person.sends("/delete")
        await person.taps("Yes, erase everything")

    async def drafter(self, _desk: Clerk) -> None:
        """A question that is never sent, a voice, half a form, and his PIN."""
        person, marks = self.phone(), self.marks
        await person.sends(marks.text())
        await person.sees_button("Send to an operator")
        person.world.voice(person.user, caption=marks.text())
        await person.sees("You sent a r")
        await person.taps("To the start")
        for label in ("I am serving", "Apply"):
            await person.taps(label)
        await person.sends(marks.text())
        await person.sees("I have kept your words")

    async def mover(self, desk: Clerk) -> None:
        """Applies, and tells more from another phone: who and where he is."""
        person, second, marks = self.phone(), self.phone(), self.marks
        words, alias = await self.applies(person, desk)
        await second.sends("/start")
        await second.taps("I have five words")
        await second.sends(words)
        await second.sees("The words fit")
        await second.taps("Tell the operators more")
        for label in ("Yes, but it can wait", "Alone", "Yes, only in mine", "Yes, ask"):
            await second.taps(label)
        await second.sends(marks.name())
        for asked in ("first names", "Your rank", "born", "personal number"):
            await second.sees(asked)
            await second.taps("Skip")
        await second.taps("Yes, ask")
        await second.sends(marks.text())
        await second.sees("exact point")
        await second.taps("Skip")
        await second.sees("anything else")
        await second.sends(marks.text())
        await second.taps("Send", under=await second.sees_button("Send", whole=True))
        await second.taps("Yes, send it")
        await desk.sees("told more", in_=alias)
        card = await desk.sees("Check word", in_=alias)
        await desk.replies(card, marks.text())

    async def leader(self, desk: Clerk) -> None:
        """Writes down a group, and another man joins it by its words."""
        person = self.phone()
        await person.sends("/start")
        for label in ("I am serving", "How people surrender", "There are several of us", "There are several of us"):
            await person.taps(label)
        await person.taps("Write down a group")
        await person.sends("five of us")
        await person.sees("How many of you are wounded")
        await person.sends("1")
        await person.sees("need help now")
        await person.taps("Send what I have")
        await self.waits(desk, lambda: person.taps("Yes, send it"))
        await person.sees("There are also the four words of the group")
        await person.taps("There are several of us")
        shown = (await person.sees("Four words for the others:")).text
        found = re.search(r"for the others: ([a-z]+( [a-z]+){3})", shown)
        self.marks.word("words of a group", found[1] if found else shown)
        await person.sends(self.marks.text())
