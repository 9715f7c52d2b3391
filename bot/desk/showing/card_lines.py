"""The lines of a card and of a room's head that tell who works a case and what it belongs with, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.casework import moments

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.cases import Case
    from storage.rooms import Presence


def state_line(house: House, case: Case, reason: str = "") -> str:
    """Where the case stands, in words."""
    if case.into is not None and case.state not in {"closed", "resting"}:
        return house.say("desk-state-into", alias=case.into_alias)
    match case.state:
        case "taken":
            return house.say("desk-state-taken", name=case.taker_name)
        case "waiting":
            return _waiting(house, case)
        case "closed":
            return house.say("desk-state-closed", reason=house.plain(f"desk-reason-{reason or 'answered'}"))
        case "resting":
            return house.say("desk-state-resting")
        case _:
            return house.say("desk-state-returned" if case.returned else "desk-state-new")


def _waiting(house: House, case: Case) -> str:
    name = case.taker_name or "—"
    if case.snoozed:
        time = moments.shown(case.snoozed, moments.zone(house.book.project))
        return house.say("desk-state-asleep", name=name, time=time)
    return house.say("desk-state-aside" if case.aside else "desk-state-waiting", name=name)


def belonging(house: House, case: Case) -> list[str]:
    """Which cases it was merged with, and to whose person answers go."""
    others = [house.say("desk-merged-with", others=", ".join(case.merged_aliases))] if case.merged else []
    if case.merged or case.voice:
        others.append(house.say("desk-merged-voice", alias=case.voice_alias or case.alias))
    return [*others, house.say("desk-elsewhere")] if case.elsewhere else others


def company(house: House, case: Case) -> list[str]:
    """Who was in it lately, where that is somebody besides its operator."""
    if not any(one.user != case.taker for one in case.company):
        return []
    return [house.say("desk-company", names=", ".join(_who(house, one) for one in case.company))]


def _who(house: House, one: Presence) -> str:
    time = moments.clock(one.at, moments.zone(house.book.project))
    return house.plain(f"desk-company-{one.act}", name=one.name, time=time)


def urgent_line(house: House, case: Case) -> str:
    """That it can not wait, and why: in words, as not everybody sees the colour."""
    if not case.dangers:
        return house.say("desk-urgent")
    return house.say("desk-urgent-about", what="; ".join(house.plain(f"desk-danger-{kind}") for kind in case.dangers))


def tongue_line(house: House, code: str) -> str:
    """Which language its person writes in."""
    tongue = house.book.tongues.get(code)
    return house.say(
        "desk-card-tongue", name=tongue.name if tongue else code, english=tongue.english if tongue else code
    )
