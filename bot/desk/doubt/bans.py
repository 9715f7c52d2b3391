"""A ban: for a while nothing of a person is passed on to operators. His answers stay, and so do the calls for help.

It stands under a blind index of his chat, and binds the talk it was set in: behind the lock, or after he erased
everything, the chat is a stranger's and no screen may tell otherwise (ADR 0008). Operators see that on the new card.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.doubt import binding
from bot.desk.doubt.binding import binds, until
from bot.desk.talks import lock, traces
from bot.desk.talks.screens import show
from bot.desk.words.line import announce
from bot.flows import screens as flow_screens
from bot.flows.engine import settle
from bot.flows.talk import Ask, GroupAct, Phrase, Place, Remove, Submit
from bot.messages import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from bot.desk.talks.screens import Scene
    from bot.flows.talk import Effect, Outcome
    from bot.messages import Life, Tapped
    from storage.bans import Ban
    from storage.cases import Case

BANNED: Final = "banned"
UNBANNED: Final = "unbanned"
"""What a person has not read yet."""
_CALLS: Final = frozenset({Place.NOW, Place.CRISIS})
"""Where everything that is written goes to operators, whatever else holds."""


async def stops(scene: Scene, effects: Sequence[Effect]) -> Ban | None:
    """The ban that keeps what follows from a step from the operators. A call for help and all after it go through."""
    if not any(map(_passes_on, effects)):
        return None
    return await stops_words(scene, await scene.open_case())


async def stops_words(scene: Scene, case: Case | None) -> Ban | None:
    """The same for words into a case."""
    ban = await binds(scene.turn, scene.person)
    if ban is None or scene.talk.place in _CALLS:
        return None
    return None if case is not None and called_since(case, ban) else ban


async def stops_change(turn: Turn, chat: int, case: Case) -> bool:
    """Whether a change of words that were passed on earlier is not passed on."""
    person = await turn.person(chat)
    ban = await binds(turn, person) if person is not None else None
    return ban is not None and not called_since(case, ban)


def called_since(case: Case, ban: Ban) -> bool:
    """Whether somebody was called for since the ban began: then there are no half measures."""
    return case.called >= ban.since


def _passes_on(effect: Effect) -> bool:
    match effect:
        case Submit() | Ask():
            return not (effect.urgent or effect.danger)
        case GroupAct(act=act):
            return act == "join"
    return False


async def say(scene: Scene, ban: Ban, came: Said | Tapped, outcome: Outcome | None = None) -> None:
    """His step is undone, nothing he wrote is lost; beneath the screen it says until when, and what still reaches us.

    Answers that were found are shown all the same.
    """
    if isinstance(came, Said):
        removed = outcome is not None and Remove() in outcome.effects
        at_once = removed or (came.media is not None and came.media.kind == "location")
        await scene.erase(came.message, after=0 if at_once else traces.stays(scene.turn.house, scene.person))
    book = scene.turn.house.book
    found = outcome is not None and outcome.talk.place is Place.FOUND
    scene.talk = outcome.talk if outcome is not None and found else settle(book, scene.talk)
    screen = flow_screens.show(book, scene.talk, await scene.known())
    # Nothing was passed on: the answers that were found stand beneath a line that does not say so.
    parts = (Phrase.of("held-found") if part == Phrase.of("found") else part for part in screen.parts)
    line = () if scene.talk.place in binding.PLACES else (Phrase("desk-ban-told", until(ban)),)
    await show(scene, replace(screen, parts=(*parts, *line)))


async def lift(turn: Turn, ban: Ban) -> None:
    """The ban is over before its time; who was told of it is told that, too."""
    await turn.house.bans.drop(turn.tx, ban)
    person = await turn.person(ban.chat)
    if person is None:
        return
    if person.ban is not None and person.ban[0] == ban.id:
        case = await turn.case(person.case)
        person = await announce(turn, case, ban.chat) if case is not None and case.hot else person
        person = replace(person, ban=(ban.id, UNBANNED))
    else:
        person = replace(person, lives=tuple(_freed(life, ban.id) for life in person.lives))
    await turn.house.people.save(turn.tx, person, bot=turn.house.line.bot)


def _freed(life: Life, ban: bytes) -> Life:
    bound = life.person.ban is not None and life.person.ban[0] == ban
    return replace(life, person=replace(life.person, ban=(ban, UNBANNED))) if bound else life


async def set_on(turn: Turn, case: Case, ban: Ban) -> bool:
    """Bind the talk of a case's person, and let a line tell him to read. False: nobody is there to be bound."""
    person = await turn.person(case.chat) if case.chat is not None and case.reach != "lost" else None
    if person is None or case.chat is None:
        return False
    if case.reach == "locked":
        hidden = lock.behind(person.lives, case.id)
        if hidden is None:
            return False
        told = replace(hidden, person=replace(hidden.person, ban=(ban.id, BANNED)))
        person = replace(person, lives=tuple(told if life is hidden else life for life in person.lives))
    else:
        person = replace(await announce(turn, case, case.chat), ban=(ban.id, BANNED))
    await turn.house.people.save(turn.tx, person, bot=turn.house.line.bot)
    return True


async def news(scene: Scene) -> str:
    """What a person has not read yet of a ban, as HTML; empty where there is nothing. From now on he has."""
    person, house = scene.person, scene.turn.house
    if person.ban is None or not person.ban[1]:
        return ""
    ban, unread = await binds(scene.turn, person), person.ban[1]
    scene.person = replace(person, ban=(person.ban[0], ""))
    if unread == UNBANNED:
        return house.texts.say(person.language, "desk-ban-lifted")
    return _told(house, person.language, ban) if ban is not None else ""


def _told(house: House, language: str, ban: Ban) -> str:
    spoken = {
        name: house.texts.plain(language, value.key) if isinstance(value, Phrase) else str(value)
        for name, value in until(ban).items()
    }
    return house.texts.say(language, "desk-ban-told", **spoken)
