"""A case becomes more than it was: a question an application, an application a changed one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from bot.desk.knowing import counting
from bot.desk.showing import cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from bot.flows.talk import Submit
    from storage.cases import Answer, Case, Entry


async def grow(turn: Turn, case: Case, submit: Submit, answers: Sequence[Answer], words: tuple[str, ...]) -> Case:
    """The same alias, room and check word with these answers. One that is an application already keeps its code.

    A changed application keeps the answers that were not given anew; every version stays in the case.
    """
    cases, tx = turn.house.cases, turn.tx
    changed = case.kind == "application" and case.door == submit.door
    grown = replace(case, kind="application", door=submit.door, urgent=case.urgent or submit.urgent)
    await cases.save(tx, grown)
    given = [asdict(answer) for answer in answers]
    earlier = await cases.entries(tx, case) if changed else []
    body = {
        "answers": _merged(_standing(earlier), given),
        "given": [answer["name"] for answer in given],
        "door": submit.door,
        "language": case.language,
        "content": turn.house.book.version,
        "duress": case.duress,
    }
    await cases.append(tx, grown, "application", body, now=turn.now)
    if case.kind != "application":
        await cases.keep_words(tx, grown.id, words, now=turn.now)
        await counting.applied(turn)
    await cards.refresh_card(turn, grown)
    await cards.refresh_room(turn, grown)
    await turn.notice("desk-changed" if changed else "desk-grown", grown)
    return grown


def _standing(entries: Sequence[Entry]) -> Sequence[dict[str, Any]]:
    """The answers of the newest version."""
    return next((entry.body["answers"] for entry in reversed(entries) if entry.kind == "application"), ())


def _merged(earlier: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both in the order in which they were first given, the newer one of each name."""
    by_name = {answer["name"]: answer for answer in (*earlier, *given)}
    return list(by_name.values())
