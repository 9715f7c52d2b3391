"""What its sender learns of a relayed message: reactions, and a line where something did not arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.messages import React, Send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from bot.messages import Edit, Outgoing
    from storage.cases import Case

DELIVERED: Final = "👌"
FAILED: Final = "💔"
BLOCKED: Final = "🤷"
"""The reaction on what did not arrive because nothing can be sent to that chat any more."""
SEEN: Final = "👀"
"""The reaction that tells an operator his words were read."""


@dataclass(frozen=True, slots=True)
class Follow:
    """What is queued once a relayed message arrived, or never can; `blocked`: where nothing can be sent to the chat."""

    sent: tuple[Outgoing, ...] = ()
    failed: tuple[Outgoing, ...] = ()
    blocked: tuple[Outgoing, ...] = ()


NOTHING_FOLLOWS: Final = Follow()


def lost(house: House, case: Case, source: tuple[int, int], key: str = "desk-undelivered") -> Follow:
    """A reaction on the operator's message and a line beneath it, which names a reason only where there is one.

    Where rooms are private and whoever wrote it has the case no more, the line stands in its room.
    """
    chat, message = source
    said, reason = house.say(key, alias=case.alias), house.say("desk-undelivered-blocked")
    line = Send(
        post=house.new_post(),
        chat=chat,
        text=said,
        html=True,
        role="notice",
        case=case.id,
        topic=house.topic_in(case, chat),
        reply_message=message,
    )
    if house.line.private and chat > 0 and chat != case.seat:
        line = replace(house.to_room(case), role="notice", text=said)
    failed = React(chat=chat, message=message, emoji=FAILED)
    return Follow(
        failed=(failed, line), blocked=(replace(failed, emoji=BLOCKED), replace(line, text=f"{said} {reason}"))
    )


async def leaves(turn: Turn, case: Case, seat: int) -> None:
    """A case's room leaves an operator's chat: what is still to be told there of answers is told beneath its card."""
    person = await turn.person(case.chat) if case.chat is not None else None
    if person is None:
        return
    desk = turn.house.desk_of(case)

    def change(item: Outgoing) -> Outgoing:
        if isinstance(item, Send) and item.chat == seat and item.case == case.id:
            return replace(item, chat=desk, topic=None, reply_message=None, reply_to=case.card)
        return item

    posts = [post.id for post in await turn.house.posts.of_case(turn.tx, case.id) if post.chat == case.chat]
    for post in filter(None, (person.line, *posts)):
        await turn.house.outbox.follow_otherwise(turn.tx, post, change)


def together(follows: Sequence[Follow]) -> Follow:
    """What follows on one message that stands for several."""
    return Follow(
        sent=tuple(item for follow in follows for item in follow.sent),
        failed=tuple(item for follow in follows for item in follow.failed),
        blocked=tuple(item for follow in follows for item in follow.blocked),
    )


def is_whole(item: Send | Edit) -> bool:
    """Whether with this message all of an answer has arrived: only the last one brings its sender's mark."""
    return any(isinstance(following, React) for following in item.on_sent)
