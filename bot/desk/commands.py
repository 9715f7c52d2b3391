"""Commands of the operators' side: what they are, who may give them and where. The rows stand in `bot.desk.orders`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.desk import access
from bot.desk.group import remember
from bot.desk.house import Turn
from bot.desk.seeing import leaving
from bot.desk.whose import case_id_of, replied_post
from bot.messages import NOTHING_TO_SAY, Reply, Send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.desk.house import House
    from bot.messages import Said, Work
    from storage.cases import Case
    from storage.database import Tx
    from storage.people import Operator

_COMMAND: Final = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]{3,32}))?(?:\s+|$)")
_ALIAS: Final = re.compile(r"[2-9A-HJ-KM-NP-Z]{6}", re.IGNORECASE)


class Place(StrEnum):
    """Where a command can be given: in the operator chat, or in the operator's private chat with the bot."""

    GROUP = "group"
    PRIVATE = "private"


def there(case: Case | None) -> Case:
    """A case of which the dispatcher made sure. Raises LookupError: it did not."""
    if case is None:
        raise LookupError
    return case


EVERYWHERE: Final = frozenset(Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command as an operator wrote it. `words`: what follows its name.

    `case`: the one named by its alias in the first word (which `words` then lacks), else the one whose room or message
    this is; a case that was closed has `hot` false. `desks`: the operator chats whose cases may be spoken of here;
    `led`: those he supervises.
    """

    came: Said
    operator: Operator
    supervisor: bool
    private: bool
    words: str
    case: Case | None
    desks: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()

    @property
    def open_case(self) -> Case:
        """The case; only where the command is `about_case`, whose dispatcher saw to it that there is one."""
        return there(self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `about_case`: it needs a case that is open. `quiet`: /help does not list it (/start)."""

    name: str
    work: Callable[[Turn, Asked], Awaitable[None]]
    places: frozenset[Place] = EVERYWHERE
    supervisor: bool = False
    about_case: bool = False
    quiet: bool = False


def named(came: Said, username: str) -> tuple[str, str] | None:
    """The name and the words of a command to this bot; None: it is no command, or one for another bot."""
    found = None if came.edited or came.media else _COMMAND.match(came.text)
    if found is None or (found["bot"] or username).casefold() != username.casefold():
        return None
    name, words = found["name"].lower(), came.text[found.end() :].strip()
    tapped = name.partition("_")
    # An alias in a list is a command that can be tapped: /case_K7WQ2M.
    return (tapped[0], f"{tapped[2].upper()} {words}".strip()) if tapped[0] == "case" and tapped[2] else (name, words)


async def run(house: House, came: Said, work: Work, commands: Mapping[str, Command], *, private: bool) -> Reply:
    """Do what a command asks for, or tell in one line why not. Only for messages that `named` knows."""
    member = came.anonymous or await access.works_here(house, came)
    elsewhere = None if member else await access.remains(house, came)
    led = frozenset() if came.anonymous else await access.led(house, came)
    desks = await access.reach(house, came)

    async def unit(tx: Tx) -> None:
        turn = Turn(house, tx, work)
        await turn.done()
        name, words = named(came, house.line.username) or ("", "")
        if not member or came.anonymous:
            key = "desk-command-anonymous" if came.anonymous else "desk-command-members"
            await turn.notice(key, beneath=came)
            if not came.anonymous and elsewhere is not None:
                await leaving.gone(turn, came.user, elsewhere=elsewhere)
            return
        operator = await remember(turn, came, started=private)
        asked = Asked(came=came, operator=operator, supervisor=bool(led), private=private, words=words, case=None)
        asked = replace(asked, desks=desks, led=led)
        await _obey(turn, commands.get(name), asked, name)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def _obey(turn: Turn, command: Command | None, asked: Asked, name: str) -> None:
    here = Place.PRIVATE if asked.private else Place.GROUP
    if command is None:
        await tell(turn, asked, "desk-command-unknown", name=name)
    elif here not in command.places:
        await tell(turn, asked, f"desk-command-not-{here}", name=name)
    elif command.supervisor and not asked.supervisor:
        await tell(turn, asked, "desk-command-supervisors", name=name)
    else:
        await _about(turn, command, await _with_case(turn, asked))


async def _about(turn: Turn, command: Command, asked: Asked) -> None:
    if command.about_case and asked.case is None:
        await tell(turn, asked, "desk-command-which", name=command.name)
    elif command.about_case and asked.case is not None and not asked.case.hot:
        await tell(turn, asked, "desk-command-closed", alias=asked.case.alias)
    elif asked.case is not None and turn.house.desk_of(asked.case) not in asked.desks:
        await tell(turn, asked, "desk-command-elsewhere", alias=asked.case.alias)
    elif command.supervisor and asked.case is not None and asked.case.hot and not _led(turn, asked, asked.case):
        await tell(turn, asked, "desk-command-supervisors", name=command.name)
    else:
        await command.work(turn, asked)


def _led(turn: Turn, asked: Asked, case: Case) -> bool:
    """Whether he supervises the operator chat of an open case; a closed one says no more where it was."""
    return turn.house.desk_of(case) in asked.led


async def _with_case(turn: Turn, asked: Asked) -> Asked:
    """The same with the case it is about."""
    first, _, rest = asked.words.partition(" ")
    if _ALIAS.fullmatch(first) and (case := await turn.house.cases.by_alias(turn.tx, first)) is not None:
        return replace(asked, case=case, words=rest.strip())
    replied = await replied_post(turn, asked.came)
    return replace(asked, case=await turn.case(await case_id_of(turn, asked.came, replied)))


async def tell(turn: Turn, asked: Asked, key: str, **values: str | int) -> None:
    """One line beneath a command, where it was given."""
    await turn.put(beneath(turn, asked, in_words(turn, asked, key, **values)))


def beneath(turn: Turn, asked: Asked, text: str) -> Send:
    """What a command is answered with, as HTML: silent, beneath it; nobody forwards it out of a private chat."""
    return Send(
        post=turn.house.new_post(),
        chat=asked.came.chat,
        html=True,
        role="notice",
        silent=True,
        reply_message=asked.came.message,
        protect=asked.private,
        text=text,
    )


def in_words(turn: Turn, asked: Asked, key: str, **values: str | int) -> str:
    """A text for whoever gave a command, as HTML: in the desk's language, privately in his own."""
    return turn.house.texts.say(language_of(turn, asked), key, **values)


def language_of(turn: Turn, asked: Asked) -> str:
    """The language of what a command is answered with."""
    house = turn.house
    return house.texts.language_for(asked.came.language) if asked.private else house.line.language
