"""The one message that carries a person's talk: edited in place, replaced when it is old or no longer the last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.desk.buttons import Pressed
from bot.flows import screens as flow_screens
from bot.flows.engine import begin, settle
from bot.flows.talk import Known, Place, Talk
from bot.messages import Button, Delete, Edit, Erase, Person, Priority, Send
from bot.texts import cut

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.flows.talk import Option, Screen
    from bot.messages import Keyboard, Said, Tapped
    from storage.cases import Case

BUTTON_SECONDS: Final = 7 * 86_400
OLD_AFTER: Final = 86_400
"""A screen this old is replaced: Telegram lets a bot delete its messages for 48 h only."""
SAFE_TO_DELETE: Final = 36 * 3_600
LABEL_LIMIT: Final = 64
KEPT_AT_MOST: Final = 100
"""So many of a person's own messages are remembered to be erased: as many as one call of Telegram's takes."""
TELLING_PLACES: Final = frozenset({Place.STATUS, Place.RECEIPT})


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
        known = Known(language=self.person.language, now=self.turn.now)
        if case is None:
            return known
        words = await self.turn.house.cases.words(self.turn.tx, case.id)
        return replace(
            known,
            has_case=True,
            case_state="reopened" if case.state == "new" and case.reopened else case.state,
            case_kind=case.kind,
            words=words or (),
            check_word=case.check_word,
        )

    async def erase(self, message: int, *, after: int = 0) -> None:
        """Take a typed message out of the chat, now or `after` so many seconds; so long it stands below the screen."""
        due = self.turn.now + after if after else 0
        await self.turn.put(Erase(chat=self.person.chat, messages=(message,), due=due))
        if after:
            self.person = replace(self.person, below=True, kept=(*self.person.kept, message)[-KEPT_AT_MOST:])

    def below(self) -> Scene:
        """The same, told that another message stands beneath the screen."""
        self.person = replace(self.person, below=True)
        return self


async def meet(turn: Turn, came: Said | Tapped) -> Scene:
    """The person behind a message and where he stands; a new one begins."""
    house = turn.house
    person = await turn.person(came.chat)
    if person is None:
        language = house.texts.language_for(came.language)
        return Scene(turn=turn, person=Person(id=house.new_post(), chat=came.chat, language=language), talk=begin())
    kept = await house.people.draft(turn.tx, person.id)
    return Scene(turn=turn, person=person, talk=Talk.from_json(kept) if kept is not None else begin())


async def stands_on(scene: Scene, message: int) -> bool:
    """Whether a message of the chat is the screen that carries the talk."""
    screen = scene.person.screen
    post = await scene.turn.house.posts.by_id(scene.turn.tx, screen) if screen else None
    return post is not None and post.message == message


async def erase_kept(turn: Turn, person: Person) -> None:
    """Take out of a person's chat what closed cases and unkept messages left there."""
    for post in person.left:
        await turn.put(Delete(post=post))
    if person.kept:
        await turn.put(Erase(chat=person.chat, messages=person.kept))


async def show(scene: Scene, screen: Screen) -> None:
    """Keep the person and the talk, and queue the screen: an edit, or a new message and the old one's end."""
    turn, person = scene.turn, scene.person
    text, keyboard = _put(scene, screen)
    old = person.below or turn.now - person.screen_at >= OLD_AFTER
    if person.screen is None or old or await turn.house.posts.by_id(turn.tx, person.screen) is None:
        await _replace(scene, text, keyboard)
    else:
        trace = turn.house.line.trace
        due = min(turn.now + trace, person.screen_at + SAFE_TO_DELETE)
        await turn.put(Edit(post=person.screen, text=text, html=True, keyboard=keyboard))
        await turn.put(Delete(post=person.screen, due=due, priority=Priority.TIMED))
    if not scene.gone:
        await keep(scene)


async def _replace(scene: Scene, text: str, keyboard: Keyboard) -> None:
    """A new message carries the talk from now on; the old one goes."""
    turn, person = scene.turn, scene.person
    post = turn.house.new_post()
    send = Send(
        post=post,
        chat=person.chat,
        text=text,
        html=True,
        keyboard=keyboard,
        role="screen",
        lives=turn.house.line.trace,
    )
    await turn.put(send)
    if person.screen is not None:
        await turn.put(Delete(post=person.screen))
    scene.person = replace(person, screen=post, screen_at=turn.now, below=False)


async def keep(scene: Scene) -> None:
    """Store who the person is and where he stands."""
    turn, people = scene.turn, scene.turn.house.people
    await people.save(turn.tx, scene.person, bot=turn.house.line.bot)
    await people.keep_draft(turn.tx, scene.person.id, scene.talk.to_json(), now=turn.now)


async def show_again(scene: Scene, hint: str = "") -> None:
    """The screen of the place where the person stands, once more."""
    book, known = scene.turn.house.book, await scene.known()
    scene.talk = settle(book, scene.talk)
    await show(scene, flow_screens.show(book, replace(scene.talk, hint=hint), known))


async def refresh_state(turn: Turn, chat: int | None) -> None:
    """A screen that tells how a case stands tells the truth: edited in place, where it is, and never sent anew."""
    person = await turn.person(chat) if chat is not None else None
    if person is None or person.screen is None:
        return
    kept = await turn.house.people.draft(turn.tx, person.id)
    scene = Scene(turn=turn, person=person, talk=Talk.from_json(kept or {}))
    if scene.talk.place not in TELLING_PLACES:
        return
    known = await scene.known()
    told = replace(scene.talk if known.has_case else scene.talk.to(Place.STATUS), hint="")
    text, keyboard = _put(scene, flow_screens.show(turn.house.book, told, known))
    await turn.house.people.keep_draft(turn.tx, person.id, told.to_json(), now=turn.now)
    await turn.put(Edit(post=person.screen, text=text, html=True, keyboard=keyboard))


def _put(scene: Scene, screen: Screen) -> tuple[str, Keyboard]:
    """A screen in the person's language: HTML and sealed buttons."""
    text = flow_screens.words(scene.turn.house.texts, scene.person.language, screen)
    return text, tuple(tuple(_button(scene, option) for option in row) for row in screen.rows)


def _button(scene: Scene, option: Option) -> Button:
    house, chat = scene.turn.house, scene.person.chat
    action = Pressed(option.action, scene.talk.rev)
    data = house.buttons.seal(action=action, user=chat, chat=chat, expires=scene.turn.now + BUTTON_SECONDS)
    label = flow_screens.label(house.texts, scene.person.language, option.label)
    return Button(label=cut(label, LABEL_LIMIT), data=data)
