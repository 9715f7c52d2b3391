"""How long messages stand in a person's chat: as he chose, or as the line has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.showing.cards import FROM_PERSON
from bot.messages import Delete, Erase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from bot.desk.talks.screens import Scene
    from bot.messages import Person
    from storage.posts import Post

HOUR: Final = 3_600
AT_ONCE: Final = 0
"""The choice of a person whose words go at once, and what he has read at his next step."""
AT_ONCE_AT_MOST: Final = HOUR
"""How long the screen, or an answer he read, stands for one who chose `AT_ONCE` and takes no other step."""
OLDEST: Final = 36 * HOUR
"""So old a message of ours may be when it goes: half a day of outage still fits in before Telegram refuses."""


def lives(house: House, person: Person | None) -> int:
    """Seconds that a message of ours stands in the person's chat."""
    if person is None or person.trace is None:
        return house.line.trace
    return person.trace * HOUR or AT_ONCE_AT_MOST


def stays(house: House, person: Person) -> int:
    """Seconds that a message of his own stands in the chat once the operators have it."""
    return AT_ONCE if person.trace == AT_ONCE else lives(house, person)


async def next_step(scene: Scene) -> None:
    """Who wants his traces gone at once took a step: what he read before goes, what is still on its way comes."""
    turn, shown = scene.turn, scene.person.shown
    coming = await _coming(turn, shown)
    for post in shown:
        if post not in coming:
            await turn.put(Delete(post=post))
    if shown:
        scene.person = replace(scene.person, shown=coming)


async def _coming(turn: Turn, shown: Sequence[bytes]) -> tuple[bytes, ...]:
    """The messages of answers of which anything is still on its way: the words of one follow on those of another."""
    found = [await turn.house.posts.by_id(turn.tx, post) for post in shown]
    known = [post for post in found if post is not None]
    busy = {post.source for post in known if await turn.house.outbox.unfinished(turn.tx, post.id, now=turn.now)}
    return tuple(post.id for post in known if post.source in busy)


async def choose(scene: Scene, hours: int) -> None:
    """The person chose his timer: what stands in the chat of his open cases goes by it too.

    His own messages can only go sooner than they would have gone, never later. At once, too, what is on its way comes.
    """
    turn = scene.turn
    scene.person = replace(scene.person, trace=hours)
    for case in await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=scene.person.chat):
        posts = await turn.house.posts.of_case(turn.tx, case.id)
        answers = [post.id for post in posts if post.chat == scene.person.chat and post.source is not None]
        coming = await _coming(turn, answers) if hours == AT_ONCE else ()
        scene.person = replace(scene.person, shown=(*scene.person.shown, *coming))
        for post in posts:
            if post.sent_at and case.reach == "open" and post.id not in coming:
                await _retime(turn, scene.person, post)
    if hours == AT_ONCE and scene.person.kept:
        await turn.put(Erase(chat=scene.person.chat, messages=scene.person.kept))
        scene.person = replace(scene.person, kept=())


async def _retime(turn: Turn, person: Person, post: Post) -> None:
    """One message of a case: ours in his chat, or his own that was relayed."""
    if post.chat == person.chat:
        line = post.id == person.line
        due = post.sent_at + (lives(turn.house, person) if line else stays(turn.house, person))
        await turn.put(Delete(post=post.id, due=min(due, post.sent_at + OLDEST)))
    elif post.role == FROM_PERSON and post.source is not None and post.source[0] == person.chat:
        due, message = post.sent_at + stays(turn.house, person), post.source[1]
        await turn.put(Erase(chat=person.chat, messages=(message,), due=due, since=post.sent_at))
