"""A desk of any kind, and operators who do everything at it that there is; what they see decides whom words are for."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from bot.delivery.faults import ApiFault
from bot.desk import desks, group, orders, presses, private_desk
from bot.desk.casework import merged, notes, working
from bot.desk.codes import moving
from bot.desk.house import Turn
from bot.desk.showing import cards
from bot.desk.showing.cards import FORWARD_NOTE, SEPARATE, TAKE
from bot.desk.talks.screens import keep, meet
from bot.desk.words import canned, holding
from bot.desk.words.relay import NOTE, TO_RELEASE
from bot.messages import Media, Said, Tapped
from bot.routes import Route
from storage.cases import NewCase
from storage.people import Operator
from tests.promises.officer import BOT, DESK, build
from tests.promises.searched import said as label
from tests.promises.together import Model
from tests.storage.conftest import data, database, folder, keyring, path, store, template  # noqa: F401 - fixtures
from tests.unit.desk.private import NAMES, TARAS, PrivateWire
from tests.unit.desk.test_photos import Camera
from tests.unit.desk.wire import HOUR, OLGA

if TYPE_CHECKING:
    from bot.delivery.calls import Call
    from bot.flows.model import Book
    from storage.cases import Case
    from storage.database import Tx
    from storage.posts import Post
    from tests.promises.officer import Phone
    from tests.storage.conftest import Store

FAR: Final = -100_777
KINDS: Final = ("group topics", "plain group", "private topics", "private threads")
MEN: Final = (4_101, 4_102, 4_103)
CALLER: Final = len(MEN)
STEPS: Final = 30
PLACE: Final = " at the bridge tomorrow at 5:00"
REPLIES: Final = ("wait", "got", "unsure")
ANSWERS: Final = ("white-flag", "weapon", "wounded")
"""A canned reply and an answer that are used for one man each: whose chat they stand in tells."""
WAYS: Final = {"typed", "note", "edited", "reworded", "caption", "released", "changed", "canned", "answer", "card"}
"""Every way out that has to be seen to arrive."""


@dataclass
class Everywhere(PrivateWire):
    """What stands in the operators' groups too. `titles`: the alias in the title of a topic."""

    titles: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for chat in (DESK, FAR):
            self.chats[chat], self.topics[chat] = {}, set()

    async def call(self, method: str, *, chat_id: int = 0, **params: Any) -> Any:
        known = self.chats.get(chat_id)
        if known is not None and method.startswith("edit") and params["message_id"] not in known:
            raise ApiFault(method, 400, "Bad Request: message to edit not found")
        return await super().call(method, chat_id=chat_id, **params)

    def _stands(self, call: Call, made: int | None) -> None:
        if call.method == "createForumTopic" and made is not None:
            self.titles[call.chat, made] = call.params["name"]
        super()._stands(call, made)


def everywhere(store: Store, book: Book, kind: str) -> Everywhere:  # noqa: F811
    house = build(store, book).house
    topics = kind.endswith("topics")
    house.shelf.line = replace(
        house.shelf.line,
        private=kind.startswith("private"),
        private_topics=topics,
        forum=topics,
        forums=frozenset({DESK, FAR} if topics else ()),
        routes=(Route(chat=DESK), Route(chat=FAR)),
    )
    return Everywhere(house, store=store)


@dataclass
class Walk:
    """The desk, the men, and what random operators do. `wanted`: whom each word is for, None: nobody."""

    wire: Everywhere
    chance: random.Random
    model: Model = field(default_factory=Model)
    cases: list[Case] = field(default_factory=list)
    phones: dict[int, list[Phone]] = field(default_factory=dict)
    wanted: dict[str, int | None] = field(default_factory=dict)

    async def begins(self) -> None:
        wire = self.wire
        for user in (OLGA, TARAS):
            await wire.house.database.transact(partial(self._knows, user))
        for at, chat in enumerate(MEN):
            self.phones[at] = [wire.phone(chat, "en")]
            self.cases.append(await wire.asks(self.phones[at][0], "when does this end and what do I do"))
            wire.now += HOUR
        self.phones[CALLER] = []
        self.cases.append(await wire.house.database.transact(self._calls))
        await wire.deliver()

    async def _knows(self, user: int, tx: Tx) -> None:
        house = self.wire.house
        one = Operator(id=house.new_post(), user=user, name=NAMES[user], started=True, desks=(FAR, DESK))
        await house.operators.save(tx, one, chat=DESK)

    async def _calls(self, tx: Tx) -> Case:
        """Somebody calls: a case without a chat."""
        house, turn = self.wire.house, Turn(self.wire.house, tx, self.wire.work())
        new = NewCase(kind="question", door="soldier", language="en", bot=BOT, chat=None)
        case = replace(await house.cases.open(tx, new, now=turn.now), card=house.new_post(), desk=DESK)
        await house.cases.save(tx, case)
        await cards.post_card(turn, case)
        return case

    # What operators see and do

    @property
    def by(self) -> int:
        return self.chance.choice((OLGA, TARAS))

    @property
    def any_one(self) -> int:
        return self.chance.randrange(len(self.cases))

    async def case(self, one: int) -> Case:
        return await self.wire.case(self.cases[one])

    async def posts(self, one: int) -> list[Post]:
        house, case = self.wire.house, self.cases[one]
        return await house.database.transact(lambda tx: house.posts.of_case(tx, case.id))

    def seen_as(self, chat: int, message: int) -> int | None:
        """The case that this message is about, for whoever reads it: the first alias in it, or its topic's."""
        stood = self.wire.chats[chat][message]
        told = stood.text or ""
        aliases = {case.alias: at for at, case in enumerate(self.cases)}
        found = sorted((told.index(alias), at) for alias, at in aliases.items() if alias in told)
        if found:
            return found[0][1]
        title = self.wire.titles.get((chat, stood.topic or 0), "")
        return next((at for alias, at in aliases.items() if alias in title), None)

    def target(self, one: int | None) -> int | None:
        """Whose person reads what is answered in the room of this case."""
        return None if one is None else self.model.target(one)

    def word(self, way: str, one: int | None) -> str:
        text = f"{way}{len(self.wanted)}"
        self.wanted[text] = None if self.target(one) == CALLER else self.target(one)
        return text

    async def says(
        self,
        text: str,
        chat: int,
        *,
        by: int,
        to: int | None = None,
        thread: int | None = None,
        edit: int = 0,
        photo: bool = False,
    ) -> int:
        """A message in a group or a private chat, which may be a command; its number."""
        wire, house = self.wire, self.wire.house
        if not edit:
            wire.desk_message += 1
        media = Media(kind="photo", file_id="f") if photo else None
        came = Said(
            chat=chat, user=by, message=edit or wire.desk_message, text=text, reply_to=to, reply_to_bot=to is not None,
            thread=thread, edited=bool(edit), media=media, name=NAMES[by], language="en",
        )  # fmt: skip
        if orders.is_command(house, came):
            await orders.obey(house, came, wire.tick(), private=chat > 0)
        elif chat > 0:
            await private_desk.said(house, came, wire.tick())
        else:
            await group.said(house, came, wire.tick())
        await wire.deliver()
        return came.message

    async def presses(self, letter: str, reference: bytes, post: Post | None, *, by: int) -> None:
        if post is None or post.message is None or post.chat in self.wire.blocked:
            return
        sealed = self.wire.house.desk_button("x", letter, reference, self.wire.now, chat=post.chat).data or ""
        came = Tapped(chat=post.chat, user=by, message=post.message, data=sealed, callback="1", name=NAMES[by])
        await presses.tapped(self.wire.house, came, self.wire.tick())
        await self.wire.deliver()

    async def card(self, one: int) -> Post | None:
        house, case = self.wire.house, await self.case(one)
        return await house.database.transact(lambda tx: house.posts.by_id(tx, case.card or b""))

    async def marker(self, role: str, message: int) -> Post | None:
        """The post of ours that stands for an operator's message."""
        house = self.wire.house
        for chat in (DESK, FAR, OLGA, TARAS):
            where = partial(house.posts.by_source, chat=chat, message=message)
            found = [post for post in await house.database.transact(where) if post.role == role]
            if found:
                return found[-1]
        return None

    # What becomes of rooms

    async def takes(self) -> None:
        one = self.any_one
        await self.presses(TAKE, self.cases[one].id, await self.card(one), by=self.by)

    async def hands_over(self) -> None:
        one = self.any_one
        await self.presses(working.HAND, self.cases[one].id, await self.card(one), by=self.by)

    async def assigns(self) -> None:
        house, to = self.wire.house, self.by
        known = await house.database.transact(partial(house.operators.find, chat=DESK, user=to))
        assert known is not None
        await self.presses(working.GIVE, known.id, await self.card(self.any_one), by=self.by)

    async def merges(self) -> None:
        one, other = self.any_one, self.any_one
        heard = self.chance.choice([two for two in (one, other) if two != CALLER] or [one])
        if one != other and heard != CALLER:
            await self.joins(one, other, heard)

    async def joins(self, one: int, other: int, heard: int) -> None:
        """Two become one man's, or another of the merged ones gets the answers."""
        if not await self._pressable(one):
            return
        letter = working.JOIN if heard == one else working.HEARD
        await self.presses(letter, self.cases[other].id, await self.card(one), by=self.by)
        together = self.model.root(one) == self.model.root(other)
        if together and heard != one:
            self.model.hear(self.model.root(one), other)
        elif not together and one not in self.model.into and other not in self.model.into:
            self.model.merge(one, other, heard)

    async def separates(self) -> None:
        one = self.any_one
        if await self._pressable(one):
            await self.presses(SEPARATE, self.cases[one].id, await self.card(one), by=self.by)
            if one in self.model.into:
                self.model.separate(one)

    async def _pressable(self, one: int) -> bool:
        card = await self.card(one)
        return card is not None and card.message is not None and card.chat not in self.wire.blocked

    async def loses_a_group(self) -> None:
        """The bot is thrown out of one group, and back again with the next."""
        gone, house = self.chance.choice((DESK, FAR)), self.wire.house
        for chat in (DESK, FAR):
            lost = chat == gone and chat not in self.wire.blocked
            if lost != (chat in self.wire.blocked):
                (self.wire.blocked.add if lost else self.wire.blocked.discard)(chat)
                await desks.changed(house, chat, "Group", None if lost else (), self.wire.tick())
                await self.wire.deliver()

    async def comes_on_another_phone(self) -> None:
        """Five words opened his case there."""
        one = self.chance.randrange(len(MEN))
        chat = MEN[one] + 100 * len(self.phones[one])
        phone = self.wire.phone(chat, "en")
        self.phones[one].append(phone)
        house, work = self.wire.house, self.wire.tick()
        came = Said(chat=chat, user=chat, message=1, text="five words", language="en")

        async def unit(tx: Tx) -> None:
            scene = await meet(Turn(house, tx, work), came)
            await moving.move_in(scene, (await house.cases.load(tx, self.cases[one].id)) or self.cases[one])
            await keep(scene)

        await house.database.transact(unit)
        await self.wire.deliver()

    async def writes(self) -> None:
        one = self.chance.randrange(len(MEN))
        await self.phones[one][-1].writes(f"words of his {self.chance.randrange(10**6)}")
        await self.wire.deliver()

    async def replies_to_anything(self) -> None:
        """A reply to any message of the bot, in any chat that the bot is in."""
        chat = self.chance.choice([chat for chat in (DESK, FAR, OLGA, TARAS) if chat not in self.wire.blocked])
        if self.wire.chats[chat]:
            to = self.chance.choice(sorted(self.wire.chats[chat]))
            text = self.word("any", self.seen_as(chat, to))
            await self.says(text, chat, by=chat if chat > 0 else self.by, to=to, thread=self.wire.chats[chat][to].topic)

    async def goes(self) -> None:
        rooms = [self.takes, self.takes, self.hands_over, self.assigns, self.merges, self.merges, self.separates]
        acts = [*rooms, self.loses_a_group, self.comes_on_another_phone, self.writes]
        for _ in range(STEPS):
            await self.chance.choice(acts)()
            await self.replies_to_anything()
        while self.wire.blocked:
            await self.loses_a_group()
        await self.wire.passes(HOUR // 4)
        # At the end a choice stands that is not the oldest case's own person.
        first, second = self.model.root(0), self.model.root(1)
        await self.joins(first, 1 if first == second else second, 1 if first == second else second)

    # Every way out

    async def place(self, one: int) -> tuple[int, int, int | None, int] | None:
        """Where a case can be answered: chat, message, thread, by whom. None: its room waits for somebody."""
        case = await self.case(one)
        root = await self.wire.house.database.transact(partial(self._root, case))
        wanted = {"head"} if root.room or root.head else {"card"}
        for post in await self.posts(self.cases.index(next(c for c in self.cases if c.id == root.id))):
            if post.role in wanted and post.message is not None and post.message in self.wire.chats[post.chat]:
                by = post.chat if post.chat > 0 else OLGA
                return post.chat, post.message, self.wire.chats[post.chat][post.message].topic, by
        return None

    async def _root(self, case: Case, tx: Tx) -> Case:
        return await merged.root(Turn(self.wire.house, tx, self.wire.work()), case)

    async def every_way(self, one: int) -> None:
        """Each way once, in the room of this case."""
        if (await self.case(one)).state == "new":
            await self.presses(TAKE, self.cases[one].id, await self.card(one), by=OLGA)
        if (found := await self.place(one)) is None:
            return
        chat, to, thread, by = found
        say = partial(self.says, chat=chat, by=by, thread=thread)
        await say(self.word("typed", one), to=to)
        if self.target(one) == CALLER:
            return
        first = await say(self.word("first", one), to=to)
        await say(self.word("edited", one), to=to, edit=first)
        await say(self.word("caption", one), to=to, photo=True)
        await Camera(SimpleNamespace(wire=self.wire), b"x").works()  # type: ignore[arg-type]
        for phone in self.phones[self.target(one) or 0]:
            await self._all(phone)
        await say(self.word("reworded", one), to=to, edit=first)
        await self._taken_back(say, one, to)
        await self._released(say, one, to, by)
        await self._note(say, one, chat, by)
        await self._chosen(one, chat, to, thread, by)
        if not self.wire.house.line.private and (card := await self.card(one)) is not None:
            await self.says(self.word("card", one), card.chat, by=by, to=card.message)

    async def _taken_back(self, say: Any, one: int, to: int) -> None:
        text = self.word("undone", one)
        self.wanted[text] = None
        await say("/undo", to=await say(text, to=to))

    async def _released(self, say: Any, one: int, to: int, by: int) -> None:
        other = TARAS if by == OLGA else OLGA
        held = await say(self.word("released", one) + PLACE, to=to)
        marker = await self.marker(TO_RELEASE, held)
        assert marker is not None
        await self.presses(holding.RELEASE, marker.id, marker, by=other)
        sent = await say(self.word("first", one), to=to)
        await say(self.word("changed", one) + PLACE, to=to, edit=sent)
        marker = await self.marker(TO_RELEASE, sent)
        assert marker is not None
        await self.presses(holding.RELEASE, marker.id, marker, by=other)
        refused = self.word("refused", one)
        self.wanted[refused] = None
        marker = await self.marker(TO_RELEASE, await say(refused + PLACE, to=to))
        assert marker is not None
        await self.presses(holding.REFUSE, marker.id, marker, by=other)

    async def _note(self, say: Any, one: int, chat: int, by: int) -> None:
        """Plain words, sent after all; in a chat of several cases he says whose they are."""
        kind = self.wire.house.line
        if chat < 0 and not kind.forum:
            return
        kept = self.word("inside", one)
        self.wanted[kept] = None
        root = self.model.root(one)
        for text in (kept, self.word("note", one)):
            number = await say(text)
            if (asked := await self.marker(notes.KIND, number)) is not None:
                await self._chooses(asked, self.cases[root].alias, by)
            marker = await self.marker(NOTE, number)
            assert marker is not None
            if text != kept:
                await self.presses(FORWARD_NOTE, marker.id, marker, by=by)

    async def _chooses(self, asked: Post, alias: str, by: int) -> None:
        house = self.wire.house
        for at in range(notes.MOST):
            offer = await house.database.transact(partial(house.offers.find, offer_id=asked.id[:-1] + bytes([at])))
            if offer is not None and offer.name == alias:
                await self.presses(notes.CHOOSE, offer.id, asked, by=by)
                return

    async def _chosen(self, one: int, chat: int, to: int, thread: int | None, by: int) -> None:
        """A canned reply and an answer, of which each man has his own."""
        target = self.target(one) or 0
        for command in (f"/r {REPLIES[target]}", f"/a {ANSWERS[target]}"):
            number = await self.says(command, chat, by=by, to=to, thread=thread)
            preview = await self.marker(canned.PREVIEW, number)
            assert preview is not None
            await self.presses(canned.SEND, preview.id, preview, by=by)

    # What came of it

    async def reads(self) -> dict[str, set[int]]:
        """Whose phones each word ever stood on, by the man."""
        for phones in self.phones.values():
            for phone in phones:
                await self._all(phone)
        seen: dict[str, set[int]] = {text: set() for text in self.wanted}
        owner = {phone.chat: man for man, phones in self.phones.items() for phone in phones}
        for chat, text in self.wire.stood:
            for word in text.replace("\n", " ").split():
                if word in seen:
                    seen[word].add(owner[chat])
        return seen

    async def _all(self, phone: Phone) -> None:
        read = label(phone, "button-read")
        while any(said == read for _, keys in phone.messages.values() for said, _ in keys):
            await phone.presses(read)
            await self.wire.deliver()

    def chosen(self) -> list[tuple[str, int, int]]:
        """Canned words in somebody's chat: which way, whose they are, whose chat it is."""
        book, owner = self.wire.house.book, {p.chat: man for man, phones in self.phones.items() for p in phones}
        texts = book.texts
        signs = [("canned", at, book.canned["en"][name].text.strip()[:30]) for at, name in enumerate(REPLIES)]
        signs += [("answer", at, texts.plain("en", f"answer-{name}-title")) for at, name in enumerate(ANSWERS)]
        return [(way, at, owner[chat]) for chat, text in self.wire.stood for way, at, sign in signs if sign in text]

    def astray(self, seen: dict[str, set[int]]) -> list[str]:
        """What stood where it must not."""
        wrong = [
            f"{text} for {self.wanted[text]} read by {men}" for text, men in seen.items() if men - {self.wanted[text]}
        ]
        return wrong + [f"{way} of {whose} read by {man}" for way, whose, man in self.chosen() if whose != man]
