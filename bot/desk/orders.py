"""Every command of the operators' side, in the order in which /help names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk import commands, menus
from bot.desk.calls import phone
from bot.desk.casework import rooms
from bot.desk.casework.work_orders import COMMANDS as WORKING
from bot.desk.commands import Asked, Command, Place, in_words, language_of
from bot.desk.doubt.ban_orders import COMMANDS as KNOWING
from bot.desk.duty import first_use, shift_orders
from bot.desk.house import Turn
from bot.desk.knowing.stats_order import stats
from bot.desk.seeing import opening, requests
from bot.desk.showing.find_orders import COMMANDS as FINDING
from bot.desk.words import canned, undoing
from bot.messages import Menu, Send

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.messages import Reply, Said, Work
    from storage.cases import Case
    from storage.people import Operator

OPEN_PREFIX: Final = "open_"


async def start(turn: Turn, asked: Asked) -> None:
    """Begin privately; who has not set up his phone yet is asked to, at each plain Start."""
    await _start(turn, asked)
    await first_use.ask(turn, asked.operator, anyway=not asked.words)


async def _start(turn: Turn, asked: Asked) -> None:
    """A link from a card opens its case or leads into its room, all else gets the help.

    Rooms that waited for this Start open.
    """
    await offer(turn, asked.operator, supervisor=asked.supervisor)
    opened = await rooms.come(turn, asked.operator)
    if asked.words.startswith(rooms.ROOM_PREFIX):
        await _room(turn, asked, opened)
        return
    if not asked.words.startswith(OPEN_PREFIX):
        await show_help(turn, asked)
        return
    case = await turn.house.cases.by_alias(turn.tx, asked.words.removeprefix(OPEN_PREFIX))
    if case is None or not case.hot:
        await commands.tell(turn, asked, "desk-reply-closed")
    elif turn.house.desk_of(case) not in asked.desks:
        await commands.tell(turn, asked, "desk-command-elsewhere", alias=case.alias)
    else:
        await opening.by_link(turn, asked, case)


async def _room(turn: Turn, asked: Asked, opened: list[Case]) -> None:
    """Lead an operator into the room of a case he took: it has just been opened, or is pointed at."""
    case = await turn.house.cases.by_alias(turn.tx, asked.words.removeprefix(rooms.ROOM_PREFIX))
    if case is None or not case.hot:
        await commands.tell(turn, asked, "desk-reply-closed")
    elif turn.house.desk_of(case) not in asked.desks and turn.house.seat_of(case) != asked.operator.user:
        await commands.tell(turn, asked, "desk-command-elsewhere", alias=case.alias)
    elif turn.house.seat_of(case) != asked.operator.user:
        await commands.tell(turn, asked, "desk-room-of", alias=case.alias, name=case.taker_name or "…")
    elif case.id not in {one.id for one in opened}:
        await turn.notice("desk-room-here", case)


async def show_help(turn: Turn, asked: Asked) -> None:
    """How the desk works, and every command this operator may give; of those that work elsewhere, where."""
    house = turn.house
    here = Place.PRIVATE if asked.private else Place.GROUP
    known = [one for one in COMMANDS if not one.quiet]
    lines = [in_words(turn, asked, "desk-help", rooms=_rooms(turn, asked)), ""]
    lines += [_listed(turn, asked, one, here) for one in known if not one.supervisor]
    if asked.supervisor:
        lines += ["", in_words(turn, asked, "desk-help-supervisors")]
        lines += [_listed(turn, asked, one, here) for one in known if one.supervisor]
    text = "\n".join(lines)
    beneath = None if asked.private else asked.came.message
    chat = asked.came.chat
    await turn.put(
        Send(post=house.new_post(), chat=chat, html=True, role="notice", silent=True, reply_message=beneath, text=text)
    )


def _listed(turn: Turn, asked: Asked, command: Command, here: Place) -> str:
    """A line of the help."""
    key = "desk-help-line" if here in command.places else f"desk-help-line-{next(iter(command.places))}"
    return in_words(turn, asked, key, name=command.name, what=_what(turn, asked, command))


def _rooms(turn: Turn, asked: Asked) -> str:
    """What Take opens on this line, as the help names it."""
    house = turn.house
    if house.line.private:
        return "private"
    return "topics" if house.is_forum(house.front if asked.private else house.home(asked.came.chat)) else "threads"


async def offer(turn: Turn, operator: Operator, *, supervisor: bool) -> None:
    """Let an operator's private chat list the commands he may give there; where he never pressed Start, nothing."""
    if operator.started:
        house = turn.house
        listed = menus.menu(
            house.texts, operator.language or house.line.language, COMMANDS, Place.PRIVATE, supervisor=supervisor
        )
        await turn.put(Menu(chat=operator.user, commands=listed))


def _what(turn: Turn, asked: Asked, command: Command) -> str:
    return turn.house.texts.plain(language_of(turn, asked), f"desk-command-{command.name}")


COMMANDS: Final = (
    Command(name="start", work=start, places=frozenset({Place.PRIVATE}), quiet=True),
    Command(name="help", work=show_help),
    Command(name="shift", work=shift_orders.shift),
    *FINDING,
    Command(name="open", work=opening.command, about_case=True),
    Command(name="a", work=canned.answer, about_case=True),
    Command(name="r", work=canned.reply, about_case=True),
    Command(name="undo", work=undoing.undo),
    Command(name="erase", work=undoing.erase),
    *WORKING,
    Command(name="phone", work=phone.begin, places=frozenset({Place.PRIVATE})),
    Command(name="stats", work=stats),
    *KNOWING,
    Command(name="export", work=requests.export, places=frozenset({Place.GROUP}), supervisor=True),
    Command(name="forget_keys", work=requests.forget_keys, places=frozenset({Place.GROUP}), supervisor=True),
    Command(name="recipient", work=requests.recipient, places=frozenset({Place.GROUP}), supervisor=True),
)
BY_NAME: Final = {one.name: one for one in COMMANDS}


def is_command(house: House, came: Said) -> bool:
    """Whether this is a command to this bot; one for another bot is none."""
    return commands.named(came, house.line.username) is not None


async def obey(house: House, came: Said, work: Work, *, private: bool) -> Reply:
    """Do what it asks for."""
    return await commands.run(house, came, work, BY_NAME, private=private)
