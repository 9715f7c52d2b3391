"""The one message that carries a person's talk: edited in place, replaced when it is old or no longer the last."""

from dataclasses import dataclass, replace

from bot.desk.buttons import Pressed
from bot.desk.house import SCREEN_BUTTON_SECONDS, House
from bot.flows import screens as flow_screens
from bot.flows.engine import begin
from bot.flows.talk import Known, Option, Screen, Talk
from bot.messages import Button, Delete, Edit, Keyboard, Person, Said, Send, Tapped, Work
from bot.texts import cut
from storage.cases import Case
from storage.database import Tx

DAY = 86_400
SAFE_TO_DELETE = 36 * 3600
LABEL_LIMIT = 64
TEXT_LIMIT = 4096


@dataclass(slots=True, kw_only=True)
class Scene:
    """One step's surroundings: who stands where, in which transaction. Changed as effects are applied."""

    house: House
    tx: Tx
    work: Work
    person: Person
    talk: Talk
    case: Case | None = None
    looked: bool = False

    async def open_case(self) -> Case | None:
        """The person's open case, read once."""
        if not self.looked:
            self.looked = True
            case = await self.house.cases.load(self.tx, self.person.case) if self.person.case else None
            self.case = case if case is not None and case.hot else None
        return self.case

    async def known(self) -> Known:
        """What storage knows about the person now."""
        case = await self.open_case()
        language, house = self.person.language, self.house
        if case is None:
            return Known(language=language, now=self.work.now)
        words = await house.cases.words(self.tx, case.id)
        return Known(
            language=language, has_case=True, case_state=case.state, case_kind=case.kind, now=self.work.now,
            words=words or (), check_word=case.check_word,
        )

    async def erase(self, message: int) -> None:
        """Take a typed message out of the chat."""
        await self.house.erase(self.tx, self.person.chat, message, self.work)

    def below(self) -> "Scene":
        """The same, told that another message stands beneath the screen."""
        self.person = replace(self.person, below=True)
        return self


async def meet(house: House, tx: Tx, came: Said | Tapped) -> tuple[Person, Talk]:
    """The person behind a message and where he stands; a new one begins."""
    person = await house.people.find(tx, bot=house.line.bot, chat=came.chat)
    if person is None:
        language = house.texts.language_for(came.language)
        return Person(id=house.new_post(), chat=came.chat, language=language), begin()
    kept = await house.people.draft(tx, person.id)
    return person, Talk.from_json(kept) if kept is not None else begin()


async def is_current(house: House, tx: Tx, person: Person, message: int) -> bool:
    """Whether a message of the chat is the screen that carries the talk."""
    post = await house.posts.by_id(tx, person.screen) if person.screen else None
    return post is not None and post.message == message


async def show(scene: Scene, screen: Screen) -> None:
    """Keep the person and the talk, and queue the screen: an edit, or a new message and the old one's end."""
    house, tx, now = scene.house, scene.tx, scene.work.now
    person, language = scene.person, scene.person.language
    text = cut(flow_screens.words(house.texts, language, screen), TEXT_LIMIT)
    keyboard = _keyboard(scene, screen)
    if person.screen is None or person.below or now - person.screen_at >= DAY:
        post = house.new_post()
        send = Send(
            post=post, chat=person.chat, text=text, html=True, keyboard=keyboard, role="screen", lives=house.line.trace,
        )
        await house.outbox.put(tx, send, now=now)
        if person.screen is not None:
            await house.outbox.put(tx, Delete(post=person.screen), now=now)
        scene.person = replace(person, screen=post, screen_at=now, below=False)
    else:
        await house.outbox.put(tx, Edit(post=person.screen, text=text, html=True, keyboard=keyboard), now=now)
        due = min(now + house.line.trace, person.screen_at + SAFE_TO_DELETE)
        await house.outbox.put(tx, Delete(post=person.screen, due=due), now=now)
    await keep(scene)


async def keep(scene: Scene) -> None:
    """Store who the person is and where he stands."""
    house = scene.house
    await house.people.save(scene.tx, scene.person, bot=house.line.bot)
    await house.people.keep_draft(scene.tx, scene.person.id, scene.talk.to_json(), now=scene.work.now)


async def show_again(scene: Scene, hint: str = "") -> None:
    """The screen of the place where the person stands, once more."""
    known = await scene.known()
    shown = flow_screens.show(scene.house.book, replace(scene.talk, hint=hint), known)
    await show(scene, shown)


def _keyboard(scene: Scene, screen: Screen) -> Keyboard:
    return tuple(tuple(_button(scene, option) for option in row) for row in screen.rows)


def _button(scene: Scene, option: Option) -> Button:
    house, chat = scene.house, scene.person.chat
    data = house.buttons.seal(
        action=Pressed(option.action, scene.talk.rev), user=chat, chat=chat,
        expires=scene.work.now + SCREEN_BUTTON_SECONDS,
    )
    return Button(label=cut(flow_screens.label(house.texts, scene.person.language, option.label), LABEL_LIMIT), data=data)
