"""The commands that work a case: in its room, in reply to its card, or anywhere with its alias."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import handing, merged, merging, moments, notes, snoozing, urging, working
from bot.desk.commands import Command, beneath, in_words, tell
from bot.desk.showing import cards
from bot.desk.whose import case_id_of, replied_post
from bot.desk.words.said import body_of
from bot.texts import clean

if TYPE_CHECKING:
    from bot.desk.commands import Asked
    from bot.desk.house import Turn
    from bot.messages import Keyboard
    from storage.cases import Case

ASKED_SECONDS: Final = 600
"""How long a question with buttons stands."""


async def hand_over(turn: Turn, asked: Asked) -> None:
    """Give a case back."""
    case = await _own(turn, asked)
    if case is None:
        return
    given = await handing.hand_over(turn, case, by=asked.operator)
    await tell(turn, asked, "desk-handed-toast" if given else "desk-nobodys", alias=case.alias)


async def assign(turn: Turn, asked: Asked) -> None:
    """Give a case to an operator: by the name behind it, or by a button."""
    case = await _own(turn, asked)
    if case is None:
        return
    seen = await turn.operators_of(case)
    wanted = asked.words.removeprefix("@").casefold()
    named = [one for one in seen if wanted and one.name.casefold().startswith(wanted)]
    exact = [one for one in named if one.name.casefold() == wanted] or named
    if len(exact) != 1:
        key = "desk-no-such-operator" if wanted and not named else "desk-who-is-to-have"
        keyboard = await working.operators_keyboard(turn, case, turn.house.home(asked.came.chat))
        await ask(turn, asked, case, in_words(turn, asked, key, alias=case.alias), keyboard)
    elif await handing.assign(turn, case, exact[0], by=asked.operator) is None:
        now = await turn.case(case.id) or case
        await tell(turn, asked, "desk-his-already", alias=case.alias, name=now.taker_name)
    else:
        await tell(turn, asked, "desk-assigned-toast", alias=case.alias, name=exact[0].name)


async def urgent(turn: Turn, asked: Asked) -> None:
    """Mark as urgent, or as no longer so."""
    case = await _own(turn, asked)
    if case is not None and case.urgent and case.duress:
        await tell(turn, asked, "desk-stays-urgent")
    elif case is not None:
        now = await urging.mark(turn, case, urgent=not case.urgent, by=asked.operator)
        await tell(turn, asked, "desk-urgent-toast" if now.urgent else "desk-calm-toast")


async def aside(turn: Turn, asked: Asked) -> None:
    """Wait for the person."""
    case = await _worked(turn, asked)
    if case is not None:
        await snoozing.put_aside(turn, case, by=asked.operator)
        await tell(turn, asked, "desk-aside-toast")


async def snooze(turn: Turn, asked: Asked) -> None:
    """Sleep until a moment: the one behind it, or one of the buttons."""
    case = await _worked(turn, asked)
    if case is None:
        return
    zone = moments.zone(turn.house.book.project)
    if not asked.words:
        keyboard = working.snooze_keyboard(turn, case, turn.house.home(asked.came.chat))
        await ask(turn, asked, case, in_words(turn, asked, "desk-until-when", alias=case.alias), keyboard)
        return
    until = moments.read(asked.words, moments.words_of(turn.house.texts), turn.now, zone)
    if until is None:
        await tell(turn, asked, "desk-no-such-time")
        return
    await snoozing.put_aside(turn, case, by=asked.operator, until=until)
    await tell(turn, asked, "desk-asleep-toast", time=moments.shown(until, zone))


async def reopen(turn: Turn, asked: Asked) -> None:
    """Bring back what waits or sleeps. What is closed only its person opens: the dispatcher says so."""
    case = await _own(turn, asked)
    if case is None:
        return
    if case.state != "waiting":
        await tell(turn, asked, "desk-is-open" if case.state == "taken" else "desk-nobodys", alias=case.alias)
        return
    await snoozing.bring_back(turn, case)
    await tell(turn, asked, "desk-awake-toast")


async def close(turn: Turn, asked: Asked) -> None:
    """Ask for the reason, by buttons."""
    case = await _own(turn, asked)
    if case is not None:
        house, chat = turn.house, turn.house.home(asked.came.chat)
        text = cards.card_text(house, case, [])
        await ask(turn, asked, case, text, cards.reasons_keyboard(house, case, turn.now, chat=chat))


async def merge(turn: Turn, asked: Asked) -> None:
    """Ask whether, and who gets the answers: `/merge OTHER` in a room or by reply, `/merge ONE OTHER` anywhere."""
    house, (first, _, rest) = turn.house, asked.came.text.partition(" ")
    names = rest.split() if first else []
    here = await _here(turn, asked)
    found = [(name, await house.cases.by_alias(turn.tx, name)) for name in names[:2]]
    unknown = next((name for name, case in found if case is None), None)
    pair = [case for _, case in found if case is not None]
    pair = [here, *pair] if len(pair) == 1 and here is not None else pair
    if unknown is not None:
        await tell(turn, asked, "desk-unknown-alias", alias=cut_alias(unknown))
    elif len(pair) != 2:  # noqa: PLR2004 - two cases are merged
        await tell(turn, asked, "desk-merge-which")
    elif (closed := next((case for case in pair if not case.hot), None)) is not None:
        await tell(turn, asked, "desk-merge-closed", alias=closed.alias)
    elif (far := next((case for case in pair if house.desk_of(case) not in asked.desks), None)) is not None:
        await tell(turn, asked, "desk-command-elsewhere", alias=far.alias)
    elif (refusal := merging.refusal(*pair)) is not None:
        await tell(turn, asked, refusal.key, **refusal.values)
    else:
        await _ask_merge(turn, asked, *pair)


def cut_alias(name: str) -> str:
    """What somebody wrote for an alias, no longer than one could be."""
    return name[:12].upper()


async def _here(turn: Turn, asked: Asked) -> Case | None:
    """The case whose room this is, or whose message is replied to."""
    replied = await replied_post(turn, asked.came)
    return await turn.case(await case_id_of(turn, asked.came, replied))


async def _ask_merge(turn: Turn, asked: Asked, one: Case, other: Case) -> None:
    older, younger = merging.by_age(one, other)
    keys = working.Keys(turn, one, turn.house.home(asked.came.chat))
    lines = [in_words(turn, asked, "desk-merge-ask", older=older.alias, younger=younger.alias)]
    ways = [older] if merging.one_way(one, other) else [older, younger]
    if len(ways) > 1:
        lines.append(in_words(turn, asked, "desk-merge-two-ways"))
    lines += [line for case in (older, younger) for line in _way(turn, asked, case)]
    rows = [
        (keys.key("merge-to", working.JOIN if case.id == one.id else working.HEARD, other.id, alias=case.alias),)
        for case in ways
        if merging.reachable(case)
    ]
    await ask(turn, asked, one, "\n".join(lines), (*rows, keys.back))


def _way(turn: Turn, asked: Asked, case: Case) -> list[str]:
    """Who writes in one of two cases, and what stands in the way of answers there."""
    house = turn.house
    door = house.texts.plain(house.line.language, f"desk-door-{case.door}")
    lines = [in_words(turn, asked, "desk-merge-way", alias=case.alias, door=door, language=case.language)]
    if case.duress:
        lines.append(in_words(turn, asked, "desk-merge-way-duress", alias=case.alias))
    if case.chat is None:
        lines.append(in_words(turn, asked, "desk-merge-way-phone", alias=case.alias))
    elif case.reach != "open":
        lines.append(in_words(turn, asked, f"desk-merge-way-{case.reach}", alias=case.alias))
    return lines


async def separate(turn: Turn, asked: Asked) -> None:
    """Take a merge back: of the case that was merged into another, or of the only one that this one holds."""
    case = asked.open_case
    if case.into is None and len(case.merged) == 1:
        case = await turn.case(case.merged[0]) or case
    if case.into is None:
        await tell(turn, asked, "desk-is-not-merged", alias=case.alias)
        return
    await merging.separate(turn, case, by=asked.operator)
    await tell(turn, asked, "desk-separated-toast")


async def note(turn: Turn, asked: Asked) -> None:
    """Keep a note with the case, from wherever it was written."""
    if not asked.words:
        await tell(turn, asked, "desk-note-empty")
        return
    case, house = asked.open_case, turn.house
    said = replace(asked.came, text=asked.words)
    if house.home(asked.came.chat) == house.seat_of(case):
        await notes.keep(turn, case, said)
        return
    body = body_of(said, clean(said.text)) | {"chat": said.chat}
    await house.cases.append(turn.tx, case, "note", body, now=turn.now)
    await tell(turn, asked, "desk-note-kept", alias=case.alias)


async def ask(turn: Turn, asked: Asked, case: Case, text: str, keyboard: Keyboard) -> None:
    """A question with buttons beneath a command; once answered it shows the case, and it goes in ten minutes."""
    question = beneath(turn, asked, text)
    await turn.put(replace(question, role=cards.VIEW, case=case.id, lives=ASKED_SECONDS, keyboard=keyboard))


async def _own(turn: Turn, asked: Asked) -> Case | None:
    """The case, if its room is its own; else it is said where that is."""
    case = asked.open_case
    if case.into is not None and (await merged.root(turn, case)).id != case.id:
        await tell(turn, asked, "desk-is-merged", alias=case.alias, into=case.into_alias)
        return None
    return case


async def _worked(turn: Turn, asked: Asked) -> Case | None:
    """The same, if an operator has it."""
    case = await _own(turn, asked)
    if case is not None and case.state not in {"taken", "waiting"}:
        await tell(turn, asked, "desk-nobodys", alias=case.alias)
        return None
    return case


COMMANDS: Final = (
    Command(name="note", work=note, about_case=True),
    Command(name="handover", work=hand_over, about_case=True),
    Command(name="assign", work=assign, about_case=True),
    Command(name="urgent", work=urgent, about_case=True),
    Command(name="aside", work=aside, about_case=True),
    Command(name="snooze", work=snooze, about_case=True),
    Command(name="reopen", work=reopen, about_case=True),
    Command(name="close", work=close, about_case=True),
    Command(name="merge", work=merge),
    Command(name="separate", work=separate, about_case=True),
)
