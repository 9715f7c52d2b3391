"""A person's reply to an operator's words: for that case, wherever he stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.doubt import bans
from bot.desk.talks import effects
from bot.desk.words.relay import TO_PERSON_ROLES
from bot.flows import unasked
from bot.flows.danger import danger
from bot.flows.talk import Place
from bot.texts import clean

if TYPE_CHECKING:
    from bot.desk.talks.screens import Scene
    from bot.messages import Said
    from storage.cases import Case


async def passed_on(scene: Scene, came: Said) -> bool:
    """Pass on a reply to an operator's words, without what nobody asked. False: it is none."""
    case = await _answered_case(scene, came)
    if case is None:
        return False
    if (ban := await bans.stops_words(scene, case)) is not None:
        await bans.say(scene, ban, came)
        return True
    said = clean(came.text)
    text = unasked.taken_out(scene.turn.house.book, scene.person.language, said)
    scene.talk = replace(scene.talk, unasked=text != said)
    await effects.relay_on(scene, replace(came, text=text), case)
    return True


async def _answered_case(scene: Scene, came: Said) -> Case | None:
    """A reply to an operator's words is for his case, even in the middle of a form; danger words go their own way."""
    turn = scene.turn
    # What is typed where a PIN is chosen goes to nobody.
    replied = came.reply_to if came.media or scene.talk.place is not Place.PIN else None
    post = await turn.house.posts.by_message(turn.tx, came.chat, replied) if replied else None
    if post is None or post.role not in TO_PERSON_ROLES or danger(turn.house.book, came.text) is not None:
        return None
    case = await turn.case(post.case)
    ours = case is not None and case.hot and case.chat == came.chat and case.reach == "open"
    return case if ours else None
