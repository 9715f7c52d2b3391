"""The story of the tour: a man registers, his phone is taken, five words go on from another, an operator answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from bot.rehearsal.control import do
from bot.rehearsal.desk_story import room_of, shift_begins, standing, works_on
from bot.rehearsal.hand import Cast, face, holding
from bot.rehearsal.script import CAPTIONS, LINES, Lines
from bot.rehearsal.told import ToldHand
from bot.rehearsal.tour import Tour, TourStoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.rehearsal.things import Message, User

FORM = (
    "flow-soldier-safe-yes", "flow-soldier-health-well", "flow-soldier-company-alone", "flow-soldier-phone-may-lose",
    "flow-soldier-reply-with-code",
)  # fmt: skip
WORDS_IN_CODE = 5
MOST_SCREENS = 20


def story(cast: Cast) -> Callable[[Tour, str], Any]:
    """The story, ready for `Tour`."""

    async def tell(tour: Tour, language: str) -> None:
        spoken = cast.texts.language_for(language)
        lines = LINES.get(spoken, LINES["en"])
        await _ready(cast)
        first = _phone(cast, tour, spoken)
        words = await _register(first, lines)
        await _lose(first)
        second = _phone(cast, tour, spoken)
        await _return(second, words)
        await _answer(cast, tour, second, lines)

    return tell


async def _ready(cast: Cast) -> None:
    """A living bot and an undisturbed network."""
    for name in ("slow", "flood"):
        cast.world.switch(name, on=False)
    await cast.bot.start()


def _phone(cast: Cast, tour: Tour, language: str) -> ToldHand:
    fresh = (one for one in cast.world.users.values() if _untouched(cast, one, language))
    user = next(fresh, None) or cast.world.users[do(cast.world, {"act": "add_user", "language": language})["user"]]
    return ToldHand(cast=cast, tour=tour, user=user, part="phones", language=language)


def _untouched(cast: Cast, user: User, language: str) -> bool:
    operator = cast.group.inside(user)
    return not operator and not user.taken and not user.crowd and user.language == language and not cast.world.see(user)


async def _register(hand: ToldHand, lines: Lines) -> list[str]:
    """From Start to the receipt; the five words."""
    tour, user = hand.tour, hand.user
    await tour.tell(CAPTIONS["start"], part="phones", user=user.id)
    hand.cast.world.start(user)
    await hand.press("door-soldier")
    await tour.tell(CAPTIONS["form"], part="phones", user=user.id)
    await hand.press("button-apply")
    await _fill(hand, lines)
    await tour.tell(CAPTIONS["send"], part="phones", user=user.id)
    await hand.press("button-send")
    await hand.press("button-send-now")
    words = await hand.until(lambda: _five_words(hand.messages()), "the five words")
    await tour.tell(CAPTIONS["words"], part="phones", user=user.id)
    await hand.press("button-learned")
    await hand.until(lambda: not _five_words(hand.messages()), "the screen without the five words")
    await tour.tell(CAPTIONS["server"], part="server", table="entries")
    await tour.tell(CAPTIONS["look"], part="server", word=lines.word)
    return list(words)


async def _fill(hand: ToldHand, lines: Lines) -> None:
    """Answer every question: a known button where there is one, words where there is none, until it can be sent."""
    back, send = (hand.cast.texts.plain(hand.language, f"button-{name}") for name in ("back", "send"))
    unsaid = [lines.tell]
    for _ in range(MOST_SCREENS):
        await hand.until(lambda: holding(hand.messages()[-1:], back), "a question")
        if holding(hand.messages()[-1:], send):
            return
        before = face(hand.messages())
        await _reply(hand, unsaid)
        await hand.until(partial(_moved_on, hand, before), "the next question")
    raise TourStoppedError("The form did not come to its end")


async def _reply(hand: ToldHand, unsaid: list[str]) -> None:
    """Answer the question on the screen."""
    if await hand.choose(FORM):
        return
    if not unsaid:
        await hand.press("button-skip")
        return
    await hand.tour.tell(CAPTIONS["typed"], part="phones", user=hand.user.id)
    await hand.type(unsaid.pop())


def _moved_on(hand: ToldHand, before: tuple[int, str] | None) -> bool:
    """Whether another question stands last, what was typed having been taken away."""
    messages = hand.messages()
    return bool(messages) and bool(messages[-1].buttons) and face(messages) != before


async def _lose(hand: ToldHand) -> None:
    """One tap locks the account; then the phone is taken away, and searched."""
    await hand.tour.tell(CAPTIONS["exit"], part="phones", user=hand.user.id)
    await hand.press("button-exit")
    await hand.until(lambda: not any(message.buttons for message in hand.messages()), "the one line that is left")
    await hand.tour.tell(CAPTIONS["taken"], part="phones", user=hand.user.id)
    hand.cast.world.take_phone(hand.user)
    await hand.tour.rest(3)
    await hand.tour.tell(CAPTIONS["search"], part="phones", user=hand.user.id, search=hand.user.id)


async def _return(hand: ToldHand, words: Sequence[str]) -> None:
    """Another phone, another account; the words open the case."""
    await hand.tour.tell(CAPTIONS["again"], part="phones", user=hand.user.id)
    hand.cast.world.start(hand.user)
    await hand.press("button-code")
    await hand.type(" ".join(words))
    delete = hand.cast.texts.plain(hand.language, "button-delete")
    await hand.until(lambda: holding(hand.messages()[-1:], delete), "the case, open again")


async def _answer(cast: Cast, tour: Tour, person: ToldHand, lines: Lines) -> None:
    """An operator takes the case and answers; the person sees it."""
    operator = ToldHand(
        cast=cast, tour=tour, user=cast.operator, part="desk", language=cast.desk_language, chat=cast.group
    )
    await shift_begins(operator)
    await tour.tell(CAPTIONS["card"], part="desk", user=cast.operator.id, chat=cast.group.id)
    known = standing(operator)
    await operator.press("desk-button-take")
    room, head = await room_of(operator, known)
    await tour.tell(CAPTIONS["reply"], part="desk", user=cast.operator.id, chat=room.id, thread=head.thread)
    await tour.rest(1)
    cast.world.say(cast.operator, room, lines.answer, reply_to=head.id, thread=head.thread)
    await tour.tell(CAPTIONS["line"], part="phones", user=person.user.id)
    await person.press("button-read")
    await person.until(lambda: any(lines.answer in message.text for message in person.messages()), "the answer")
    await tour.tell(CAPTIONS["answer"], part="phones", user=person.user.id)
    await works_on(operator, (room, head))
    await tour.tell(CAPTIONS["end"], part="phones", user=person.user.id)


def _five_words(messages: Sequence[Message]) -> list[str] | None:
    """The return code out of the receipt: the bold words, five of them."""
    for message in reversed(messages):
        for entity in message.entities:
            start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            words = message.text.encode("utf-16-le")[start:end].decode("utf-16-le").split()
            listed = len(words) == WORDS_IN_CODE and all(word.islower() and word.isalpha() for word in words)
            if entity["type"] in {"bold", "code"} and listed and message.buttons:
                return words
    return None
