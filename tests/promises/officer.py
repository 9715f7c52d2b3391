"""A phone in an officer's hands: what the bot shows him, call by call, with everything taken out that only we can tell.

Two phones are walked side by side: one whose account is locked, one of a stranger. The program works as ever, on real
rows; only Telegram is played here, by giving every message a number and noting every call for the phone's chat.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.calls import call_for
from bot.desk.buttons import Buttons, Pressed
from bot.desk.codes.return_code import CodeKitchen
from bot.desk.codes.word_lists import WordLists
from bot.desk.house import House, Line, Shelf
from bot.desk.talks import intake
from bot.flows.load import SHIPPED
from bot.messages import Said, Tapped, Work
from storage.outgoing import parents
from storage.stores import stores_over

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post
    from tests.storage.conftest import Store

START: Final = 1_800_000_000
HALF_AN_HOUR: Final = 1_800
DESK: Final = -1001
BOT: Final = 7
Seen = tuple[Any, ...]


@dataclass
class Bench:
    """A house with a clock of its own, and every phone that has written to it."""

    house: House
    now: int = START
    phones: dict[int, Phone] = field(default_factory=dict)
    desk_message: int = 0
    cooked: int = 0
    supervisors: dict[int, str] = field(default_factory=dict)

    def work(self) -> Work:
        return Work(bot=BOT, update_id=1, now=self.now)

    def phone(self, chat: int, language: str) -> Phone:
        self.phones[chat] = Phone(self, chat, language)
        return self.phones[chat]

    async def deliver(self) -> None:
        """Send everything that is due, parents first, until nothing is left."""
        while await self.house.database.transact(self._one_round):
            pass

    async def _one_round(self, tx: Tx) -> bool:
        outbox, posts = self.house.outbox, self.house.posts
        moved = False
        for queued in await outbox.waiting(tx, now=self.now, limit=200):
            if await outbox.row(tx, queued.id) is None:
                continue
            found = {one: await posts.by_id(tx, one) for one in parents(queued.item)}
            places: dict[bytes, Post] = {one: post for one, post in found.items() if post is not None}
            if any(post.message is None for post in places.values()):
                continue
            gone = getattr(queued.item, "kind", "") in {"edit", "delete", "close_topic"} and len(places) < len(found)
            message = None if gone else self._sent(call_for(queued.item, places))
            await outbox.settle(tx, queued.id, message=message, now=self.now)
            moved = True
        return moved

    def _sent(self, call: Call) -> int | None:
        if call.chat in self.phones:
            return self.phones[call.chat].receives(call)
        self.desk_message += 1
        return self.desk_message if call.method.startswith(("send", "create")) else None


@dataclass
class Phone:
    """One account: its messages by number, every button it was ever shown, and the calls of the present step."""

    bench: Bench
    chat: int
    language: str
    messages: dict[int, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    shown: list[tuple[str, int, str]] = field(default_factory=list)
    calls: list[Seen] = field(default_factory=list)
    last: int = 0
    came: int = 0

    def receives(self, call: Call) -> int | None:
        """Note a call as an outsider would see it, and do it."""
        keys = call.params.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple((key["text"], key["callback_data"]) for row in keys for key in row)
        said = str(call.params.get("text") or call.params.get("caption") or "")
        ids = [call.params["message_id"]] if "message_id" in call.params else call.params.get("message_ids", [])
        labels = tuple(tuple(key["text"] for key in row) for row in keys)
        silent = call.params.get("disable_notification")
        self.calls.append(
            (call.method, tuple(map(self._which, ids)), said, labels, silent, call.params.get("reaction"))
        )
        return self._does(call.method, ids, said, buttons)

    def _does(self, method: str, ids: list[int], said: str, buttons: tuple[tuple[str, str], ...]) -> int | None:
        self.shown += [(label, ids[0] if ids else self.last + 1, data) for label, data in buttons]
        if method == "deleteMessages":
            for message in ids:
                self.messages.pop(message, None)
        elif method.startswith("edit"):
            assert ids[0] in self.messages, "an edit of a message that is gone would be refused"
            self.messages[ids[0]] = (said, buttons)
        elif method.startswith("send"):
            self.last += 1
            self.messages[self.last] = (said, buttons)
            return self.last
        return None

    def _which(self, message: int) -> str:
        """A message by what it is to an onlooker: its number says nothing to him."""
        if message == self.came:
            return "what came"
        return (
            f"{sorted(self.messages, reverse=True).index(message)} from below" if message in self.messages else "gone"
        )

    async def writes(self, text: str = "", **how: Any) -> tuple[Seen, ...]:
        """Send a message; what the bot did in this chat."""
        self.last += 1
        message = how.pop("message", self.last)
        self.messages.setdefault(message, (text, ()))
        came = Said(chat=self.chat, user=self.chat, message=message, text=text, language=self.language, **how)
        return await self._step(came)

    async def changes(self, message: int, text: str) -> tuple[Seen, ...]:
        """Edit a message sent earlier."""
        came = Said(chat=self.chat, user=self.chat, message=message, text=text, language=self.language, edited=True)
        return await self._step(came)

    async def presses(self, label: str) -> tuple[Seen, ...]:
        """Press a button of the newest message that has it."""
        for message in sorted(self.messages, reverse=True):
            for said, data in self.messages[message][1]:
                if said == label:
                    return await self.taps(message, data)
        raise AssertionError(f"no button {label!r} in {self.sees()}")

    async def does(self, action: str) -> tuple[Seen, ...]:
        """Press the button of the newest screen that stands for this, in whatever language it speaks."""
        for message in sorted(self.messages, reverse=True):
            for _, data in self.messages[message][1]:
                opened = self.bench.house.buttons.open(data, user=self.chat, chat=self.chat, now=self.bench.now)
                if isinstance(opened, Pressed) and opened.action == action:
                    return await self.taps(message, data)
        raise AssertionError(f"no button {action!r} in {self.sees()}")

    async def taps(self, message: int, data: str) -> tuple[Seen, ...]:
        """Press a button, wherever it stood."""
        came = Tapped(chat=self.chat, user=self.chat, message=message, data=data, callback="1", language=self.language)
        return await self._step(came)

    async def _step(self, came: Said | Tapped) -> tuple[Seen, ...]:
        bench, house = self.bench, self.bench.house
        bench.now += 7
        self.calls, self.came = [], came.message
        work = intake.said if isinstance(came, Said) else intake.tapped
        reply = await work(house, came, bench.work())  # type: ignore[arg-type]
        await bench.deliver()
        return await self._plain((*self.calls, ("toast", reply.toast, reply.alert, reply.url)))

    def sees(self) -> tuple[Seen, ...]:
        """The chat as it stands: texts and labels."""
        return tuple(
            (said, tuple(label for label, _ in buttons)) for _, (said, buttons) in sorted(self.messages.items())
        )

    async def _plain(self, seen: tuple[Seen, ...]) -> tuple[Seen, ...]:
        """Without what is drawn anew for every case: the check words and five words of all phones.

        One drawn for this phone may be an ordinary word on another's screen.
        """
        phones = self.bench.phones.values()
        words = [word for phone in phones for case in await phone.cases() for word in await phone._drawn(case)]
        return _without(seen, [re.escape(word) for word in words]) if words else seen

    async def plainly(self) -> tuple[Seen, ...]:
        """The chat as it stands, without what is drawn anew for every case."""
        return await self._plain(self.sees())

    async def cases(self) -> list[Case]:
        house = self.bench.house
        return await house.database.transact(lambda tx: house.cases.of_person(tx, bot=BOT, chat=self.chat))

    async def _drawn(self, case: Case) -> list[str]:
        house = self.bench.house
        words = await house.database.transact(lambda tx: house.cases.words(tx, case.id))
        return [" ".join(words), case.check_word] if words else [case.check_word]

    async def buttons(self) -> list[tuple[str, int, int]]:
        """Every button it was shown that carries an action of a screen: action, its screen's number, its message."""
        found = {}
        for _, message, data in self.shown:
            opened = self.bench.house.buttons.open(data, user=self.chat, chat=self.chat, now=self.bench.now)
            if isinstance(opened, Pressed):
                found[opened.action] = (opened.action, opened.rev, message)
        return list(found.values())

    def sealed(self, action: str, rev: int) -> str:
        """A button's data for this phone."""
        expires = self.bench.now + 9_999
        return self.bench.house.buttons.seal(
            action=Pressed(action, rev), user=self.chat, chat=self.chat, expires=expires
        )


def _without(seen: Any, words: list[str]) -> Any:
    if isinstance(seen, str):
        return re.sub(rf"\b(?:{'|'.join(words)})\b", "…", seen) if words else seen
    return tuple(_without(one, words) for one in seen) if isinstance(seen, tuple) else seen


@cache
def _lists() -> WordLists:
    return WordLists.load(SHIPPED)


def build(store: Store, book: Book) -> Bench:
    """A house over real rows; codes are cheap, and how many were cooked is counted."""
    line = Line(bot=BOT, username="line_bot", chat=DESK, forum=True)
    bench: Bench

    class Counted(CodeKitchen):
        async def cook(self, words: Any, *, asker: int) -> Any:
            bench.cooked += 1
            return await super().cook(words, asker=asker)

    async def became(_chat: int) -> bool:
        return False

    async def serves(_chat: int) -> bool:
        return True

    async def is_member(_chat: int, user: int) -> bool:
        return user not in bench.phones

    async def supervisors(_chat: int) -> dict[int, str]:
        return bench.supervisors

    house = House(
        **stores_over(store.vault, store.keyring),
        shelf=Shelf(book, line),
        database=store.database,
        serves=serves,
        ours=lambda chat: chat == DESK,
        became=became,
        buttons=Buttons(store.keyring.button_key),
        lists=_lists(),
        kitchen=Counted(store.keyring.pepper, memory_kib=64, passes=1),
        random_bytes=os.urandom,
        is_member=is_member,
        is_supervisor=is_member,
        supervisors=supervisors,
        forget_member=lambda _chat, _user: None,
        wake_codes=lambda: None,
        wake_keeps=lambda: None,
    )
    bench = Bench(house)
    return bench
