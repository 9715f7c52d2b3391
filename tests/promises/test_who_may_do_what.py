"""The authorisation matrix: every command and every button of the operators' side, given by everybody, everywhere.

What a command or a button does is replaced by a witness, all before it is the real thing: the handlers, the question
who somebody is, the lists. Updates are such as Telegram sends them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import pytest
from telegram import Update

from bot.desk import access, orders, presses
from bot.desk.commands import Place
from bot.desk.showing.cards import TAKE
from bot.messages import NOTHING_TO_SAY, Work
from handlers import ordered
from storage.cases import NewCase
from tests.promises.officer import BOT, DESK, START, build
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.desk.house import House
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.database import Tx
    from tests.storage.conftest import Store

OTHER_GROUP: Final = -1_009_999
ANONYMOUS: Final = 1_087_968_824
CHANNEL_BOT: Final = 136_817_688
OPERATOR, OFF_SHIFT, SUPERVISOR, FORMER, PERSON_A, PERSON_B, STRANGER = 11, 12, 13, 14, 4_101, 4_102, 4_103
MEMBERS: Final = frozenset({OPERATOR, OFF_SHIFT, SUPERVISOR})


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which chat. `sender_chat`: he shows the name of a chat instead of his own."""

    name: str
    user: int
    chat: int
    sender_chat: int | None = None

    @property
    def place(self) -> Place | None:
        """Which side of the operators' world he acts in; None: in none."""
        if self.chat == DESK:
            return Place.GROUP
        return Place.PRIVATE if self.user in MEMBERS and self.chat == self.user else None


ACTORS: Final = (
    Actor("stranger", STRANGER, STRANGER),
    Actor("person A", PERSON_A, PERSON_A),
    Actor("person B", PERSON_B, PERSON_B),
    Actor("operator in the group", OPERATOR, DESK),
    Actor("operator privately", OPERATOR, OPERATOR),
    Actor("operator off shift", OFF_SHIFT, DESK),
    Actor("operator off shift privately", OFF_SHIFT, OFF_SHIFT),
    Actor("former operator in the group", FORMER, DESK),
    Actor("former operator privately", FORMER, FORMER),
    Actor("anonymous admin", ANONYMOUS, DESK, sender_chat=DESK),
    Actor("supervisor in the group", SUPERVISOR, DESK),
    Actor("supervisor privately", SUPERVISOR, SUPERVISOR),
    Actor("operator in another group", OPERATOR, OTHER_GROUP),
    Actor("channel in the group", CHANNEL_BOT, DESK, sender_chat=-1_008_888),
)
G, P = Place.GROUP, Place.PRIVATE
COMMANDS: Final[dict[str, tuple[frozenset[Place], bool]]] = {
    "start": (frozenset({P}), False),
    "help": (frozenset({G, P}), False),
    "shift": (frozenset({G, P}), False),
    "phone": (frozenset({P}), False),
    "open": (frozenset({G, P}), False),
    **dict.fromkeys(("a", "r", "undo", "erase"), (frozenset({G, P}), False)),
    **dict.fromkeys(("export", "recipient", "forget_keys"), (frozenset({G}), True)),
    "stats": (frozenset({G, P}), False),
    **dict.fromkeys(("waiting", "mine", "cases", "case", "find"), (frozenset({G, P}), False)),
    "note": (frozenset({G, P}), False),
    "handover": (frozenset({G, P}), False),
    "assign": (frozenset({G, P}), False),
    "urgent": (frozenset({G, P}), False),
    "aside": (frozenset({G, P}), False),
    "snooze": (frozenset({G, P}), False),
    "reopen": (frozenset({G, P}), False),
    "close": (frozenset({G, P}), False),
    "merge": (frozenset({G, P}), False),
    "separate": (frozenset({G, P}), False),
    "mark": (frozenset({G, P}), False),
    "unmark": (frozenset({G, P}), False),
    "ban": (frozenset({G, P}), True),
    "unban": (frozenset({G, P}), True),
    "bans": (frozenset({G, P}), True),
}
"""Each command: where it works, and whether for supervisors alone."""
BUTTONS: Final[dict[str, bool]] = dict.fromkeys("tocbnkpis1234LMNlmqRIJKuQxySDEFGHadefghjTUVz567ACYW", False) | {
    "r": True
}
"""Each button by its letter: whether for supervisors alone."""
HANDLERS: Final = ["tapped", "said", "said", "leave_foreign", "mine_changed", "theirs_changed"]


def may(actor: Actor, *, supervisor: bool) -> bool:
    """Whether the matrix lets somebody do what operators, or supervisors alone, may do."""
    if actor.place is None or actor.user not in MEMBERS or actor.sender_chat is not None:
        return False
    return actor.user == SUPERVISOR or not supervisor


@pytest.fixture(scope="module")
def book() -> Book:
    return shipped()


@pytest.fixture
def house(store: Store, book: Book) -> House:
    return housed(store, book)


def housed(store: Store, book: Book) -> House:
    """A house that knows who is a member and who a supervisor."""

    async def is_member(_chat: int, user: int) -> bool:
        return user in MEMBERS

    async def is_supervisor(_chat: int, user: int) -> bool:
        return user == SUPERVISOR

    return replace(build(store, book).house, is_member=is_member, is_supervisor=is_supervisor)


@pytest.fixture
async def case(house: House) -> Case:
    return await begun(house)


async def begun(house: House) -> Case:
    """A case of person A."""

    async def unit(tx: Tx) -> Case:
        new = NewCase(kind="application", door="soldier", language="en", bot=BOT, chat=PERSON_A)
        return await house.cases.open(tx, new, now=START)

    return await house.database.transact(unit)


class Front:
    """Gives updates to the handlers as the library would: the first that fits works one."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.number = 0
        self.answers: list[Any] = []

    async def comes(self, actor: Actor, **kind: Any) -> None:
        self.number += 1
        update = Update.de_json({"update_id": self.number} | kind, None)
        work = Work(BOT, self.number, START)
        context: Any = SimpleNamespace(
            house=self.house, work=work, answer=lambda _id, reply: self.answers.append(reply)
        )
        for handler in ordered(self.house.ours):
            if handler.check_update(update):
                await handler.callback(update, context)
                return

    async def says(self, actor: Actor, text: str) -> None:
        await self.comes(actor, message=message(actor, self.number + 1) | {"text": text})

    async def presses(self, actor: Actor, data: str) -> None:
        beneath = message(replace(actor, user=BOT, sender_chat=None), 7) | {"text": "card"}
        query = {"id": "1", "from": user(actor.user), "chat_instance": "1", "data": data, "message": beneath}
        await self.comes(actor, callback_query=query)


def user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": number in {BOT, ANONYMOUS, CHANNEL_BOT}, "first_name": f"N{number}"}


def message(actor: Actor, number: int) -> dict[str, Any]:
    kind = "supergroup" if actor.chat < 0 else "private"
    shown = {} if actor.sender_chat is None else {"sender_chat": {"id": actor.sender_chat, "type": "channel"}}
    return {
        "message_id": number,
        "date": START,
        "chat": {"id": actor.chat, "type": kind},
        "from": user(actor.user),
    } | shown


def test_every_command_every_button_and_every_handler_has_a_row() -> None:
    assert set(COMMANDS) == set(orders.BY_NAME)
    assert len(orders.BY_NAME) == len(orders.COMMANDS), "a command has two rows"
    assert set(BUTTONS) == set(presses.PRESSES)
    assert [handler.callback.__name__ for handler in ordered(bool)] == HANDLERS


async def commands_obeyed(house: House, actor: Actor) -> list[str]:
    """Which of all commands are obeyed that somebody writes."""
    obeyed: list[str] = []

    def witness(name: str) -> Callable[..., Any]:
        async def work(_turn: Any, _asked: Any) -> None:
            obeyed.append(name)

        return work

    made = {name: replace(one, work=witness(name), about_case=False) for name, one in orders.BY_NAME.items()}
    front = Front(house)
    with patch.object(orders, "BY_NAME", made):
        for name in COMMANDS:
            await front.says(actor, f"/{name}")
    return obeyed


def commands_wanted(actor: Actor) -> list[str]:
    """Which of them must be."""
    return [name for name, (places, top) in COMMANDS.items() if actor.place in places and may(actor, supervisor=top)]


async def buttons_done(house: House, case: Case, actor: Actor, *, chat: int) -> list[str]:
    """Which of all buttons do something when he presses them, made for this chat."""
    front = Front(house)
    with watched() as done:
        for letter in BUTTONS:
            await front.presses(actor, house.desk_button("x", letter, case.id, START, chat=chat).data or "")
    return done


def buttons_wanted(actor: Actor) -> list[str]:
    """Which of them must, made for the chat he acts in; those of any other chat never do."""
    return [letter for letter, top in BUTTONS.items() if may(actor, supervisor=top)]


@contextmanager
def watched() -> Iterator[list[str]]:
    """The letters of the buttons that did something."""
    done: list[str] = []

    async def work(_turn: Any, pressing: Any) -> Any:
        done.append(pressing.letter)
        return NOTHING_TO_SAY

    made = {letter: replace(press, work=work, before=None) for letter, press in presses.PRESSES.items()}
    with patch.object(presses, "PRESSES", made):
        yield done


@contextmanager
def hole() -> Iterator[None]:
    """Planted: nobody asks who presses."""

    async def everybody(_house: House, _came: Any) -> bool:
        return True

    with patch.object(access, "works_here", everybody):
        yield


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
async def test_commands(house: House, actor: Actor) -> None:
    assert await commands_obeyed(house, actor) == commands_wanted(actor)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
async def test_buttons(house: House, case: Case, actor: Actor) -> None:
    assert await buttons_done(house, case, actor, chat=actor.chat) == buttons_wanted(actor)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
async def test_a_button_of_another_chat_does_nothing(house: House, case: Case, actor: Actor) -> None:
    assert await buttons_done(house, case, actor, chat=actor.chat + 1) == []


async def test_who_writes_anonymously_presses_as_himself_and_is_audited_as_himself(house: House, case: Case) -> None:
    """Telegram shows the group in place of who writes, and the account of who presses."""
    front, hidden = Front(house), next(actor for actor in ACTORS if actor.name == "anonymous admin")
    himself = replace(hidden, user=SUPERVISOR, sender_chat=None)
    await front.says(hidden, f"/export {case.alias}")
    assert await house.database.transact(house.audit.deeds) == []
    await front.presses(himself, house.desk_button("x", TAKE, case.id, START, chat=DESK).data or "")
    now = await house.database.transact(lambda tx: house.cases.load(tx, case.id))
    assert now is not None
    assert (now.state, now.taker) == ("taken", SUPERVISOR)
    (deed,) = await house.database.transact(house.audit.deeds)
    assert (deed.action, deed.case, deed.actor) == ("taken", case.alias, house.audit.pseudonym(SUPERVISOR))


async def test_a_planted_hole_is_found(house: House, case: Case) -> None:
    former = next(actor for actor in ACTORS if actor.name == "former operator in the group")
    with hole():
        assert "t" in await buttons_done(house, case, former, chat=DESK)
