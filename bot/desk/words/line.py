"""The one line that goes to a person unasked: it says that there is something to read, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.buttons import Pressed
from bot.desk.talks import traces
from bot.desk.words.follow import NOTHING_FOLLOWS
from bot.messages import Button, Person, Send

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.desk.words.follow import Follow
    from storage.cases import Case

LINE: Final = "line"
READ: Final = "read"
"""The action of its button."""
READ_SECONDS: Final = 7 * 86_400


async def announce(turn: Turn, case: Case, chat: int, follow: Follow = NOTHING_FOLLOWS) -> Person:
    """Tell a person that something waits. While such a line stands it tells of everything: no second one is sent.

    `follow`: what is queued once the line has arrived, or can never arrive. Returns the person as stored.
    """
    house, tx = turn.house, turn.tx
    person = await turn.person(chat)
    if person is None:
        person = Person(id=house.new_post(), chat=chat, language=case.language, case=case.id)
    if not await _stands(turn, person, follow):
        line = _line(house, person, case, follow, turn.now)
        await turn.put(line)
        person = replace(person, line=line.post)
    person = replace(person, below=True)
    await house.people.save(tx, person, bot=house.line.bot)
    return person


async def _stands(turn: Turn, person: Person, follow: Follow) -> bool:
    """Whether a line stands in the chat or is on its way there; what follows on it is taken care of then."""
    post = await turn.house.posts.by_id(turn.tx, person.line) if person.line is not None else None
    if post is None:
        return False
    if post.message is None:
        return await turn.house.outbox.follow(
            turn.tx, post.id, sent=follow.sent, failed=follow.failed, blocked=follow.blocked
        )
    for item in follow.sent:
        await turn.put(item)
    return True


def _line(house: House, person: Person, case: Case, follow: Follow, now: int) -> Send:
    texts, chat = house.texts, person.chat
    data = house.buttons.seal(action=Pressed(READ, 0), user=chat, chat=chat, expires=now + READ_SECONDS)
    return Send(
        post=house.new_post(),
        chat=chat,
        text=texts.say(person.language, "read-line"),
        html=True,
        keyboard=((Button(label=texts.plain(person.language, "button-read"), data=data),),),
        role=LINE,
        case=case.id,
        silent=True,
        lives=traces.lives(house, person),
        on_sent=follow.sent,
        on_failed=follow.failed,
        on_blocked=follow.blocked,
    )
