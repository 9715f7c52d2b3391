"""The one message that carries a person's talk: edited in place, replaced when it is old or no longer the last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.altering import changed
from bot.desk.buttons import Pressed
from bot.desk.codes import groups, links
from bot.desk.doubt import binding
from bot.desk.nights import forgetting
from bot.desk.seeing import apart
from bot.desk.talks import traces
from bot.desk.talks.desk_state import now_known
from bot.errors import SealError
from bot.flows import screens as flow_screens
from bot.flows.engine import begin, settle
from bot.flows.locking import holds
from bot.flows.talk import Known, Place, Talk
from bot.messages import Button, Delete, Edit, Erase, Person, Priority, Send
from bot.texts import cut
from storage.outgoing import DOTS

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.desk.house import Turn
    from bot.flows.talk import Option, Screen
    from bot.messages import Keyboard, Said, Tapped
    from storage.cases import Case

BUTTON_SECONDS: Final = 7 * 86_400
OLD_AFTER: Final = 86_400
GONE_LIVES: Final = 43_200
"""A screen this old is replaced: Telegram lets a bot delete its messages for 48 h only."""
LABEL_LIMIT: Final = 64
_REV_BYTES: Final = 3
KEPT_AT_MOST: Final = 100
"""So many of a person's own messages are remembered to be erased: as many as one call of Telegram's takes."""
_SCREEN: Final = "screen"
_NO_MESSAGE: Final = 0
"""No message of Telegram's has this number."""
LEFT_AT_MOST: Final = 200
"""And so many of ours that belong to no open case any more."""
TELLING_PLACES: Final = frozenset({Place.STATUS, Place.RECEIPT, Place.NOW, Place.CRISIS})
READ_PLACES: Final = TELLING_PLACES | {Place.HOME}
"""Screens that may hold Read."""


@dataclass(slots=True, kw_only=True)
class Scene:
    """One step's surroundings: who stands where, in which transaction. Changed as effects are applied."""

    turn: Turn
    person: Person
    talk: Talk
    case: Case | None = None
    looked: bool = False
    gone: bool = False

    async def open_case(self) -> Case | None:
        """The person's open case, read once."""
        if not self.looked:
            self.looked = True
            case = await self.turn.case(self.person.case)
            self.case = case if case is not None and case.hot else None
        return self.case

    async def known(self) -> Known:
        """What storage knows about the person now."""
        case = await self.open_case()
        known = await now_known(self.turn, self._known(), case)
        if case is None:
            return known
        words: tuple[str, ...] | None = None
        # Damaged words are not shown; what becomes of them is the code desk's affair.
        with suppress(SealError, ValueError):
            words = await self.turn.house.cases.words(self.turn.tx, case.id)
        return changed(
            await groups.known(self.turn, await links.known(self.turn, known, case), case),
            has_case=True,
            case_state=told_state(case),
            case_kind=case.kind,
            case_door=case.door,
            words=words or (),
            check_word=case.check_word,
            unread=known.unread or await self._unread(),
        )

    async def _unread(self) -> bool:
        """Whether any open case of his holds an answer that he has not read."""
        turn, chat = self.turn, self.person.chat
        his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=chat)
        return any(case.unread and case.reach == "open" for case in his)

    def _known(self) -> Known:
        """What does not hang on an open case."""
        person = self.person
        hours = self.turn.house.line.trace // traces.HOUR if person.trace is None else person.trace
        return Known(
            language=person.language,
            now=self.turn.now,
            trace=hours,
            keyed=person.pin is not None or person.worded is not None,
            unread=bool(person.last or (person.ban and person.ban[1])),
            ended=person.ended is not None,
            ended_until=person.end.until if person.end else 0,
            periods=self.turn.house.line.periods,
            rooms="private" if self.turn.house.line.private else "group",
            way="webhook" if self.turn.house.line.hooked else "asked",
        )

    async def erase(self, message: int, *, after: int = 0) -> None:
        """Take a typed message out of the chat, now or `after` so many seconds; so long it stands below the screen."""
        now = self.turn.now
        await self.turn.put(
            Erase(chat=self.person.chat, messages=(message,), due=now + after if after else 0, since=now)
        )
        if after:
            self.person = changed(self.person, below=True, kept=(*self.person.kept, message)[-KEPT_AT_MOST:])

    def below(self) -> Scene:
        """The same, told that another message stands beneath the screen."""
        self.person = changed(self.person, below=True)
        return self


def told_state(case: Case) -> str:
    """Where a case stands, as its person is told: no answer is spoken of that nobody gave, no reader denied."""
    match case.state:
        case "new" if case.returned:
            return "returned"
        case "new" if case.reopened:
            return "reopened"
        case "waiting" if case.aside:
            return "taken"
    return case.state


async def meet(turn: Turn, came: Said | Tapped, person: Person | None = None) -> Scene:
    """The person behind a message and where he stands; a new one begins. `person`: as read in this unit."""
    house = turn.house
    person = person or await turn.person(came.chat)
    if person is None:
        new = Person(id=house.new_post(), chat=came.chat, language=house.texts.language_for(came.language))
        await _say_what_is_gone(turn, new)
        return Scene(turn=turn, person=await _on_last_screen(turn, new), talk=_at_first(turn))
    kept = await house.people.draft(turn.tx, person.id)
    return Scene(turn=turn, person=person, talk=Talk.from_json(kept) if kept is not None else _at_first(turn))


async def _say_what_is_gone(turn: Turn, person: Person) -> None:
    """After the hot keys were destroyed: to everybody who comes, as nobody knows any more who was here."""
    if (date := await forgetting.lately(turn.house, turn.tx, turn.now)) is not None:
        text = turn.house.texts.say(person.language, "keys-forgotten", date=date)
        post = turn.house.new_post()
        await turn.put(Send(post=post, chat=person.chat, text=text, html=True, role="notice", lives=GONE_LIVES))


def _at_first(turn: Turn) -> Talk:
    """The first screen, with a number that says nothing of how long this chat has known the bot."""
    return changed(begin(), rev=fresh_rev(turn))


def fresh_rev(turn: Turn) -> int:
    """A number no button of an earlier screen carries: they are all stale from now on."""
    return 1 + int.from_bytes(turn.house.random_bytes(_REV_BYTES), "big") << 7


async def _on_last_screen(turn: Turn, person: Person) -> Person:
    """Somebody new, on the screen that whoever erased everything left in this chat: no second one stands beside it."""
    found = await turn.house.posts.by_source(turn.tx, person.chat, _NO_MESSAGE)
    left = next((post for post in found if (post.chat, post.role) == (person.chat, _SCREEN)), None)
    return changed(person, screen=left.id, screen_at=left.sent_at) if left else person


async def _leave_screen(scene: Scene) -> None:
    """Who erased everything is forgotten; his last screen is found by its chat for as long as it stands there."""
    posts, screen = scene.turn.house.posts, scene.person.screen
    post = await posts.by_id(scene.turn.tx, screen) if screen is not None else None
    if post is not None:
        await posts.add(scene.turn.tx, replace(post, source=(scene.person.chat, _NO_MESSAGE)))


async def stands_on(scene: Scene, message: int) -> bool:
    """Whether a message of the chat is the screen that carries the talk."""
    screen = scene.person.screen
    post = await scene.turn.house.posts.by_id(scene.turn.tx, screen) if screen else None
    return post is not None and post.message == message


async def erase_kept(turn: Turn, person: Person) -> None:
    """Take out of a person's chat what closed cases and unkept messages left there."""
    for post in (*person.left, *person.shown, *filter(None, [person.line])):
        await turn.put(Delete(post=post))
    if person.kept:
        await turn.put(Erase(chat=person.chat, messages=person.kept))


async def show(scene: Scene, screen: Screen, *, priority: Priority = Priority.REPLY, wait: int = 0) -> None:
    """Keep the person and the talk, and queue the screen: an edit, or a new message and the old one's end.

    `wait`: seconds that an edit comes later; a screen that only stands too high is then left where it is.
    """
    turn, person = scene.turn, scene.person
    text, keyboard = put_into_words(scene, await binding.told(turn, person, scene.talk.place, screen))
    old = (person.below and not wait) or turn.now - person.screen_at >= OLD_AFTER
    post = await turn.house.posts.by_id(turn.tx, person.screen) if person.screen is not None and not old else None
    if post is None:
        await _replace(scene, text, keyboard)
    else:
        due = min(turn.now + traces.lives(turn.house, person), person.screen_at + traces.OLDEST)
        later = turn.now + wait if wait else 0
        edit = Edit(post=post.id, text=text, html=True, keyboard=keyboard, priority=priority, due=later)
        await turn.house.outbox.put_screen(turn.tx, edit, Delete(post=post.id, due=due), post=post, now=turn.now)
    await (_leave_screen(scene) if scene.gone else keep(scene))


async def _replace(scene: Scene, text: str, keyboard: Keyboard) -> None:
    """A new message carries the talk from now on; the old one goes.

    Once something of his is stored the screen may show it: then it comes as three dots and is edited.
    """
    turn, person = scene.turn, scene.person
    post = turn.house.new_post()
    face = Edit(post=post, text=text, html=True, keyboard=keyboard)
    his = person.case is not None or holds(scene.talk)
    send = Send(
        post=post,
        chat=person.chat,
        text=DOTS if his else text,
        html=True,
        keyboard=() if his else keyboard,
        on_sent=(face,) if his else (),
        role=_SCREEN,
        silent=True,
        lives=traces.lives(turn.house, person),
    )
    await turn.put(send)
    if person.screen is not None:
        await turn.put(Delete(post=person.screen))
    scene.person = changed(person, screen=post, screen_at=turn.now, below=False)


async def keep(scene: Scene) -> None:
    """Store who the person is and where he stands."""
    turn, people = scene.turn, scene.turn.house.people
    await people.save(turn.tx, scene.person, bot=turn.house.line.bot)
    scene.talk = apart.timed(turn.house, scene.talk, turn.now)
    ends = apart.soonest(turn.house, scene.talk, scene.person.lives)
    await people.keep_draft(turn.tx, scene.person.id, scene.talk.to_json(), now=turn.now, ends=ends)


async def show_again(scene: Scene, hint: str = "") -> None:
    """The screen of the place where the person stands, once more."""
    book, known = scene.turn.house.book, await scene.known()
    scene.talk = settle(book, scene.talk)
    await show(scene, flow_screens.show(book, changed(scene.talk, hint=hint), known))


async def refresh_state(turn: Turn, case: Case, *, hint: str = "") -> None:
    """A screen that tells how a case stands tells the truth: edited in place, where it is, and never sent anew."""
    visible = case.chat is not None and case.reach == "open"
    person = await turn.person(case.chat) if visible and case.chat is not None else None
    if person is None or person.screen is None:
        return
    kept = await turn.house.people.draft(turn.tx, person.id)
    await refresh(Scene(turn=turn, person=person, talk=Talk.from_json(kept or {})), hint=hint)


async def refresh(scene: Scene, *, hint: str = "", places: Container[Place] = TELLING_PLACES) -> None:
    """The same for a person who is known already; his screen's buttons stay the ones they were."""
    turn, person, place = scene.turn, scene.person, scene.talk.place
    if place not in places or person.screen is None:
        return
    known = await scene.known()
    stays = known.has_case or place is Place.HOME
    told = changed(scene.talk if stays else scene.talk.to(Place.STATUS), hint=hint, received=())
    screen = await binding.told(turn, person, told.place, flow_screens.show(turn.house.book, told, known))
    text, keyboard = put_into_words(scene, screen)
    await turn.house.people.keep_draft(turn.tx, person.id, told.to_json(), now=turn.now)
    await turn.put(Edit(post=person.screen, text=text, html=True, keyboard=keyboard, anew=False))


def put_into_words(scene: Scene, screen: Screen) -> tuple[str, Keyboard]:
    """A screen in the person's language: HTML and sealed buttons."""
    text = flow_screens.words(scene.turn.house.texts, scene.person.language, screen)
    return text, tuple(tuple(_button(scene, option) for option in row) for row in screen.rows)


def _button(scene: Scene, option: Option) -> Button:
    house, chat = scene.turn.house, scene.person.chat
    action = Pressed(option.action, scene.talk.rev)
    data = house.buttons.seal(action=action, user=chat, chat=chat, expires=scene.turn.now + BUTTON_SECONDS)
    label = flow_screens.label(house.texts, scene.person.language, option.label)
    return Button(label=cut(label, LABEL_LIMIT), data=data)
