"""Several cases at one desk, and operators who press and command: what the tests of working a case stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.desk import group, orders, presses
from bot.messages import Said, Tapped
from storage.people import Operator
from tests.promises.officer import DESK
from tests.promises.searched import said as label
from tests.unit.desk.wire import OLGA, Wire

if TYPE_CHECKING:
    from bot.messages import Reply
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post
    from tests.promises.officer import Phone

PETRO = 6
NAMES = {OLGA: "Olga", PETRO: "Petro"}


@dataclass
class Desk:
    """The operators' side of one line."""

    wire: Wire

    def step(self, seconds: int = 3) -> Any:
        self.wire.now += seconds
        return self.wire.work()

    async def begins(self, chat: int, text: str = "когда это кончится и что мне делать") -> tuple[Phone, Case]:
        """Somebody asks a question: his phone and his case."""
        phone = self.wire.phone(chat, "en")
        await phone.writes(text)
        await phone.presses(label(phone, "button-ask-send"))
        await self.wire.deliver()
        (case,) = await phone.cases()
        return phone, case

    async def case(self, case: Case) -> Case:
        house = self.wire.house
        found = await house.database.transact(lambda tx: house.cases.load(tx, case.id))
        assert found is not None
        return found

    async def post(self, post_id: bytes | None) -> Post:
        house = self.wire.house
        assert post_id is not None
        found = await house.database.transact(lambda tx: house.posts.by_id(tx, post_id))
        assert found is not None
        return found

    async def posts(self, case: Case) -> list[Post]:
        house = self.wire.house
        return await house.database.transact(lambda tx: house.posts.of_case(tx, case.id))

    async def press(self, letter: str, reference: bytes, *, on: Post, by: int = OLGA) -> Reply:
        """Press a button beneath a message of ours."""
        house = self.wire.house
        data = house.desk_button("x", letter, reference, self.wire.now, chat=on.chat).data or ""
        return await self.presses(data, on=on, by=by)

    async def presses(self, data: str, *, on: Post, by: int = OLGA) -> Reply:
        came = Tapped(chat=on.chat, user=by, message=on.message or 0, data=data, callback="1", name=NAMES[by])
        reply = await presses.tapped(self.wire.house, came, self.step())
        await self.wire.deliver()
        return reply

    async def card(self, letter: str, case: Case, *, by: int = OLGA) -> Reply:
        """Press a button beneath the case's card."""
        return await self.press(letter, case.id, on=await self.post(case.card), by=by)

    async def says(self, text: str, *, to: Post | None = None, by: int = OLGA, chat: int = DESK) -> int:
        """Write into the operator chat, or reply there; a command is obeyed."""
        self.wire.desk_message += 1
        private = chat != DESK
        came = Said(
            chat=chat,
            user=by,
            message=self.wire.desk_message,
            text=text,
            reply_to=to.message if to else None,
            reply_to_bot=to is not None,
            name=NAMES[by],
            language="en",
        )
        house, work = self.wire.house, self.step()
        if orders.is_command(house, came):
            await orders.obey(house, came, work, private=private)
        else:
            await group.said(house, came, work)
        await self.wire.deliver()
        return came.message

    async def knows(self, user: int, *, started: bool = False) -> Operator:
        """An operator who did something here before."""
        house = self.wire.house

        async def unit(tx: Tx) -> Operator:
            known = await house.operators.find(tx, chat=DESK, user=user)
            operator = known or Operator(id=house.new_post(), user=user, name=NAMES[user])
            operator = replace(operator, started=started)
            await house.operators.save(tx, operator, chat=DESK)
            return operator

        return await house.database.transact(unit)
