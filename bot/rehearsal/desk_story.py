"""The tour's second chapter: a shift at the desk, from its first command to the digest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.rehearsal.hand import holding
from bot.rehearsal.script import CAPTIONS, NOTE

if TYPE_CHECKING:
    from bot.rehearsal.things import Chat, Message, User
    from bot.rehearsal.told import ToldHand

Room = tuple["Chat", "Message"]


async def shift_begins(operator: ToldHand) -> None:
    """The operator presses Start privately, once, and says in the group that he is there."""
    operator.cast.world.start(operator.user)
    group = operator.cast.group
    await operator.tour.tell(CAPTIONS["shift"], part="desk", user=operator.user.id, chat=group.id)
    await _commands(operator, "/shift in")


def standing(operator: ToldHand) -> set[tuple[int, int]]:
    """The numbers of what he sees now, each with its chat's."""
    return {(chat.id, number) for chat in _chats(operator) for number in chat.messages}


async def room_of(operator: ToldHand, known: set[tuple[int, int]]) -> Room:
    """The chat of the room that has been opened since, and the message it begins with."""
    close = operator.cast.texts.plain(operator.language, "desk-button-close")

    def head() -> Room | None:
        for chat in _chats(operator):
            messages = chat.messages.values()
            fresh = [one for one in messages if (chat.id, one.id) not in known and holding([one], close)]
            if fresh:
                return chat, fresh[0]
        return None

    found: Room = await operator.until(head, "the case's room")
    return found


async def works_on(operator: ToldHand, room: Room) -> None:
    """A note; the case handed over, taken by a colleague and closed; the shift handed over, with the digest."""
    world, tour, (chat, head) = operator.cast.world, operator.tour, room
    look = {"part": "desk", "user": operator.user.id, "chat": chat.id, "thread": head.thread}
    await tour.tell(CAPTIONS["note"], **look)
    world.say(operator.user, chat, NOTE, thread=head.thread)
    await tour.rest(3)
    await tour.tell(CAPTIONS["hand"], **look)
    world.say(operator.user, chat, "/handover", reply_to=head.id, thread=head.thread)
    await _colleague_closes(replace(operator, user=_colleague(operator)))
    await tour.tell(CAPTIONS["digest"], part="desk", user=operator.user.id, chat=operator.cast.group.id)
    await _commands(operator, "/shift out")


async def _colleague_closes(colleague: ToldHand) -> None:
    cast = colleague.cast
    cast.world.start(colleague.user)
    ring = await colleague.until(lambda: _ring(colleague), "the case that was handed over")
    known = standing(colleague) - {(ring.chat.id, ring.id)}
    await colleague.press("desk-button-take")
    await colleague.until(lambda: _ring(colleague) is not ring, "the case taken")
    await colleague.tour.tell(CAPTIONS["close"], part="desk", user=colleague.user.id, chat=cast.group.id)
    chat, _head = await room_of(colleague, known)
    there = replace(colleague, chat=chat)
    await there.press("desk-button-close")
    await there.press("desk-reason-answered")


def _chats(operator: ToldHand) -> tuple[Chat, Chat]:
    return operator.cast.world.private(operator.user), operator.cast.group


def _ring(operator: ToldHand) -> Message | None:
    """The newest message of the group with Take."""
    return holding(operator.messages(), operator.cast.texts.plain(operator.language, "desk-button-take"))


async def _commands(operator: ToldHand, command: str) -> None:
    """Give a command, and wait for its answer beneath it."""
    message = await operator.type(command)
    await operator.until(lambda: any(one.reply_to == message.id for one in operator.messages()), command)


def _colleague(operator: ToldHand) -> User:
    """Another operator; the same, where he is alone."""
    members = operator.cast.group.members.values()
    people = [one.user for one in members if operator.cast.group.inside(one.user) and not one.user.is_bot]
    return next((user for user in people if user is not operator.user), operator.user)
