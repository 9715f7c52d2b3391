"""Operators who come, take, answer, fall silent and go, and a clock under which the line looks at what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.desk import group, orders, presses
from bot.desk.buttons import Buttons
from bot.desk.duty import vigil
from bot.desk.showing.cards import TAKE
from bot.messages import Said, Tapped
from tests.promises.officer import DESK, build
from tests.promises.searched import said as label
from tests.unit.desk.seen import Watched

if TYPE_CHECKING:
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.shifts import Shift
    from storage.watches import Watch
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

NAMES = {5: "Olga", 6: "Petro", 7: "Iryna"}
PERSON = 4_200
STEP = 10
"""The line looks at what is due every so many seconds of the played clock."""


@dataclass
class Room(Watched):
    """A line whose clock runs. `rung`: what made a sound in the operator chat; `keys`: buttons, by the text above."""

    rung: list[str] = field(default_factory=list)
    keys: dict[str, list[list[dict[str, str]]]] = field(default_factory=dict)
    last: int = 0

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        """One call; what rings in the group is noted."""
        if chat_id == DESK and method == "sendMessage" and not params.get("disable_notification"):
            self.rung.append(params["text"])
        if "reply_markup" in params and "text" in params:
            self.keys[params["text"]] = params["reply_markup"]["inline_keyboard"]
        return await super().call(method, chat_id=chat_id, **params)

    async def runs(self, seconds: int, step: int = STEP) -> None:
        """So much time passes."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + step)
            await vigil.look(self.house, self.now)
            await self.deliver()

    async def asks(self, chat: int = PERSON, text: str = "when will this end and what do I do") -> Case:
        """A new person's question waits for an operator."""
        phone = self.phone(chat, "en")
        await phone.writes(text)
        await phone.presses(label(phone, "button-ask-send"))
        await self.deliver()
        return (await phone.cases())[0]

    async def case(self, case_id: bytes) -> Case:
        found = await self.house.database.transact(lambda tx: self.house.cases.load(tx, case_id))
        assert found is not None
        return found

    async def takes(self, case: Case, user: int = 5) -> str | None:
        """An operator presses Take; his toast."""
        return await self.presses(user, TAKE, case.id)

    async def presses(
        self, user: int, letter: str, reference: bytes, *, chat: int = DESK, beneath: int = 1
    ) -> str | None:
        data = self.house.buttons.seal(
            action=Buttons.case_action(letter, reference), user=0, chat=chat, expires=self.now + 99
        )
        came = Tapped(chat=chat, user=user, message=beneath, data=data, callback="1", name=NAMES[user])
        reply = await presses.tapped(self.house, came, self.work())
        await self.deliver()
        return reply.toast

    async def answers(self, case: Case, text: str = "I read you", user: int = 5) -> None:
        """An operator replies to the card."""
        card = (await self.case(case.id)).card
        assert card is not None
        post = await self.house.database.transact(lambda tx: self.house.posts.by_id(tx, card))
        assert post is not None
        came = self._said(user, text, reply_to=post.message)
        await group.said(self.house, came, self.work())
        await self.deliver()

    async def writes(self, user: int, text: str, *, private: bool = False) -> None:
        """A command, in the group or privately."""
        await orders.obey(self.house, self._said(user, text, private=private), self.work(), private=private)
        await self.deliver()

    def _said(self, user: int, text: str, *, reply_to: int | None = None, private: bool = False) -> Said:
        self.desk_message += 1
        chat = user if private else DESK
        return Said(
            chat=chat,
            user=user,
            message=self.desk_message,
            text=text,
            reply_to=reply_to,
            reply_to_bot=reply_to is not None,
            name=NAMES[user],
            language="en",
        )

    async def on_shift(self) -> list[str]:
        shifts: list[Shift] = await self.house.database.transact(self.house.shifts.all)
        return [shift.name for shift in shifts]

    async def watched(self, case: Case) -> list[Watch]:
        return await self.house.database.transact(lambda tx: self.house.watches.of_case(tx, case.id))

    def told_of(self, case: Case, key: str = "desk-remind") -> int:
        """How often a reminder in the group named the case."""
        head = self.house.say(key, count=1).split(":", maxsplit=1)[0]
        return sum(case.alias in text and head in text for text in self.told)

    async def speaks(self, phone: Phone, text: str = "are you there") -> None:
        """A person writes on."""
        await phone.writes(text)
        await self.deliver()


def room(store: Store, book: Book) -> Room:
    """A line over these rows."""
    bench = build(store, book)
    return Room(bench.house, store=store, supervisors=bench.supervisors)
