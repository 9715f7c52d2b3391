"""/ban, /unban and /bans, for supervisors alone; beside them, in one list, what every operator may mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.desk.commands import Command, in_words, tell
from bot.desk.doubt import bans
from bot.desk.doubt.marks import mark, unmark
from bot.desk.doubt.noticed import day
from bot.messages import Send
from bot.texts import clean, cut
from storage.audit import Action
from storage.bans import LONGEST_DAYS, Ban

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import Turn

USUAL_DAYS: Final = 7
REASON_LIMIT: Final = 200
_DAY: Final = 86_400
_WORDS: Final = re.compile(r"(?:(?P<days>\d{1,4})\b)?\s*(?P<reason>.*)", re.DOTALL)
_MOST_LISTED: Final = 30
_NAME_SHOWN: Final = 20
_REASON_SHOWN: Final = 60


async def ban(turn: Turn, asked: Asked) -> None:
    """Ban the person of a case: `/ban [ALIAS] [days] reason`."""
    case, house = asked.open_case, turn.house
    found = _WORDS.fullmatch(clean(asked.words).strip())
    days = int(found["days"] or USUAL_DAYS) if found else 0
    reason = cut(" ".join(found["reason"].split()), REASON_LIMIT) if found else ""
    if not reason or not 0 < days <= LONGEST_DAYS:
        await tell(turn, asked, "desk-ban-how", days=LONGEST_DAYS)
        return
    if case.chat is None:
        await tell(turn, asked, "desk-ban-nobody", alias=case.alias)
        return
    new = Ban(
        id=house.new_post(),
        bot=case.bot,
        chat=case.chat,
        alias=case.alias,
        reason=reason,
        by=asked.operator.name,
        since=turn.now,
        until=turn.now + days * _DAY,
    )
    if not await bans.set_on(turn, case, new):
        await tell(turn, asked, "desk-ban-nobody", alias=case.alias)
        return
    await house.bans.add(turn.tx, new)
    await turn.audit(Action.BANNED, operator=asked.operator, case=case)
    await tell(turn, asked, "desk-banned", alias=case.alias, day=day(new.until))


async def unban(turn: Turn, asked: Asked) -> None:
    """End a ban before its time; its case may be closed or gone by now."""
    house = turn.house
    alias = asked.case.alias if asked.case is not None else asked.words.split(maxsplit=1)[0] if asked.words else ""
    every = await house.bans.all(turn.tx, now=turn.now)
    of_chat = asked.case.chat if asked.case is not None else None
    found = next((one for one in every if one.alias == alias.upper() or one.chat == of_chat), None)
    if found is None:
        await tell(turn, asked, "desk-ban-none")
        return
    await bans.lift(turn, found)
    await turn.audit(Action.UNBANNED, operator=asked.operator, case=asked.case)
    await tell(turn, asked, "desk-unbanned", alias=found.alias)


async def listed(turn: Turn, asked: Asked) -> None:
    """Every ban that lasts: of whose case, until when, by whom and why."""
    every = await turn.house.bans.all(turn.tx, now=turn.now)
    if not every:
        await tell(turn, asked, "desk-bans-none")
        return
    rows = [_line(turn, asked, one) for one in every[:_MOST_LISTED]]
    more = len(every) - len(rows)
    rows += [in_words(turn, asked, "desk-bans-more", count=more)] if more else []
    text = "\n".join([in_words(turn, asked, "desk-bans-head"), *rows])
    came = asked.came
    await turn.put(
        Send(
            post=turn.house.new_post(),
            chat=came.chat,
            text=text,
            html=True,
            role="notice",
            silent=True,
            protect=asked.private,
            reply_message=came.message,
        )
    )


def _line(turn: Turn, asked: Asked, one: Ban) -> str:
    name, reason = cut(one.by, _NAME_SHOWN), cut(one.reason, _REASON_SHOWN)
    return in_words(turn, asked, "desk-bans-line", alias=one.alias, day=day(one.until), name=name, reason=reason)


COMMANDS: Final = (
    Command(name="mark", work=mark, about_case=True),
    Command(name="unmark", work=unmark, about_case=True),
    Command(name="ban", work=ban, supervisor=True, about_case=True),
    Command(name="unban", work=unban, supervisor=True),
    Command(name="bans", work=listed, supervisor=True),
)
