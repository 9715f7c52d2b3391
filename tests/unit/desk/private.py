"""Operators' private chats over real rows: what stands in each, in which topic, and what they do there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault
from bot.desk import presses, private_desk
from bot.desk.buttons import Buttons
from bot.desk.casework import merging, rooms
from bot.desk.house import Turn
from bot.desk.showing.cards import TAKE
from bot.messages import Said, Tapped
from storage.people import Operator
from tests.promises.officer import DESK, build
from tests.promises.searched import said as label
from tests.unit.desk.wire import HOUR, OLGA, Wire

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from bot.flows.model import Book
    from bot.messages import Reply
    from storage.cases import Case
    from storage.database import Tx
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

TARAS: Final = 6
NAMES: Final = {OLGA: "Olga", TARAS: "Taras"}


@dataclass
class Standing:
    """One message in an operator's private chat."""

    text: str
    topic: int | None
    reply: int | None
    media: bool = False


@dataclass
class PrivateWire(Wire):
    """A line whose rooms are private. `chats`: what stands in operators' chats, by number; `topics`: theirs."""

    chats: dict[int, dict[int, Standing]] = field(default_factory=lambda: {OLGA: {}, TARAS: {}})
    topics: dict[int, set[int]] = field(default_factory=lambda: {OLGA: set(), TARAS: set()})
    blocked: set[int] = field(default_factory=set)

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        if chat_id in self.blocked:
            raise ApiFault(method, 403, "Forbidden: bot was blocked by the user")
        return await super().call(method, chat_id=chat_id, **params)

    def _sent(self, call: Call) -> int | None:
        made = super()._sent(call)
        if call.chat in self.chats:
            self._stands(call, made)
        return made

    def _stands(self, call: Call, made: int | None) -> None:
        here, params = self.chats[call.chat], call.params
        match call.method:
            case "createForumTopic" if made is not None:
                self.topics[call.chat].add(made)
            case "deleteForumTopic":
                gone = params["message_thread_id"]
                self.topics[call.chat].remove(gone)
                for number in [number for number, one in here.items() if one.topic == gone]:
                    del here[number]
            case "deleteMessages":
                for number in params["message_ids"]:
                    here.pop(number, None)
            case method if method.startswith("edit"):
                here[params["message_id"]].text = params.get("text") or params.get("caption") or ""
            case method if method.startswith("send") and made is not None:
                reply = params.get("reply_parameters", {}).get("message_id")
                text = params.get("text") or params.get("caption") or ""
                here[made] = Standing(text, params.get("message_thread_id"), reply, method != "sendMessage")

    def tick(self) -> Any:
        self.now += 3
        return self.work()

    async def starts(self, user: int) -> None:
        """He presses Start, as the bot knows of it from now on."""
        house = self.house

        async def unit(tx: Tx) -> None:
            operator = Operator(id=house.new_post(), user=user, name=NAMES[user], started=True)
            await house.operators.save(tx, operator, chat=DESK)

        await house.database.transact(unit)

    async def asks(self, phone: Phone, words: str) -> Case:
        """A question that an operator is to answer; its case."""
        await phone.writes(words)
        await phone.presses(label(phone, "button-ask-send"))
        await self.deliver()
        return (await phone.cases())[0]

    async def presses(self, user: int, letter: str, reference: bytes, *, chat: int = DESK) -> Reply:
        data = self.house.buttons.seal(
            action=Buttons.case_action(letter, reference), user=0, chat=chat, expires=self.now + HOUR
        )
        came = Tapped(chat=chat, user=user, message=1, data=data, callback="1", name=NAMES.get(user, "Ivan"))
        reply = await presses.tapped(self.house, came, self.tick())
        await self.deliver()
        return reply

    async def takes(self, user: int, case: Case) -> Case:
        await self.presses(user, TAKE, case.id)
        return await self.case(case)

    async def case(self, case: Case) -> Case:
        found = await self.house.database.transact(lambda tx: self.house.cases.load(tx, case.id))
        assert found is not None
        return found

    async def replies(self, user: int, to: int | None, text: str, *, thread: int | None = None) -> int:
        """He writes into his private chat, in reply to one of its messages or to none; the number of his message."""
        self.desk_message += 1
        number = self.desk_message
        replied = self.chats[user].get(to or 0)
        thread = thread or (replied.topic if replied else None)
        self.chats[user][number] = Standing(text, thread, to)
        came = Said(
            chat=user, user=user, message=number, text=text, reply_to=to, reply_to_bot=to is not None, thread=thread
        )
        await private_desk.said(self.house, replace(came, name=NAMES[user]), self.tick())
        await self.deliver()
        return number

    async def hands_over(self, case: Case, user: int) -> Case:
        """The case goes to this operator."""
        house = self.house

        async def unit(tx: Tx) -> None:
            turn = Turn(house, tx, self.work())
            operator = await house.operators.find(tx, chat=DESK, user=user)
            now = await turn.case(case.id)
            assert operator is not None
            assert now is not None
            await rooms.reseat(turn, now, operator)

        self.now += 3
        await house.database.transact(unit)
        await self.deliver()
        return await self.case(case)

    async def merges(self, one: Case, other: Case, *, by: int) -> None:
        """Two cases of one man become one; the answers go to the first."""
        house = self.house

        async def unit(tx: Tx) -> None:
            turn = Turn(house, tx, self.work())
            first, second = await turn.case(one.id), await turn.case(other.id)
            operator = await house.operators.find(tx, chat=DESK, user=by)
            assert first is not None
            assert second is not None
            assert operator is not None
            await merging.merge(turn, first, second, answers_to=first.id, by=operator)

        self.now += 3
        await house.database.transact(unit)
        await self.deliver()

    def number(self, user: int, text: str) -> int:
        """The newest message in his chat that holds this text."""
        return max(number for number, one in self.chats[user].items() if text in one.text)

    def shows(self, user: int, text: str) -> bool:
        return any(text in one.text for one in self.chats[user].values())


def private_line(store: Store, book: Book, *, topics: bool) -> PrivateWire:
    """A line with private rooms over these rows."""
    house = build(store, book).house
    house.shelf.line = replace(house.shelf.line, private=True, private_topics=topics)
    return PrivateWire(house, store=store)
