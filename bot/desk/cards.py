"""The card: a case as the operator chat shows it, and the buttons beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.messages import Edit, Priority, Send
from bot.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import House, Turn
    from bot.messages import Button, Keyboard
    from storage.cases import Case, Entry

TAKE: Final = "t"
OPEN: Final = "o"
CLOSE: Final = "c"
BACK: Final = "b"
FORWARD_NOTE: Final = "n"
CARD: Final = "card"
HEAD: Final = "head"
FROM_PERSON: Final = "from_person"
MORE_FROM_PERSON: Final = "more_from_person"
FROM_PERSON_ROLES: Final = frozenset({FROM_PERSON, MORE_FROM_PERSON})
REASON_LETTERS: Final = {"1": "answered", "2": "silent", "3": "double", "4": "elsewhere"}
FACT_LIMIT: Final = 120


def priority_of(case: Case) -> Priority:
    """An urgent case's card goes before everything else."""
    return Priority.URGENT if case.urgent else Priority.CARD


def state_line(house: House, case: Case, reason: str = "") -> str:
    """Where the case stands, in words."""
    match case.state:
        case "taken":
            return house.say("desk-state-taken", name=case.taker_name)
        case "waiting":
            return house.say("desk-state-waiting", name=case.taker_name or "—")
        case "closed":
            return house.say("desk-state-closed", reason=house.plain(f"desk-reason-{reason or 'answered'}"))
        case _:
            return house.say("desk-state-new")


def card_text(house: House, case: Case, facts: Sequence[str], reason: str = "") -> str:
    """The whole card as HTML: alias, door, language, urgency, first facts, state. No name, no id."""
    lines = [
        house.say("desk-card-head", alias=case.alias, kind=house.plain(f"desk-kind-{case.kind}")),
        house.say("desk-card-who", door=house.plain(f"desk-door-{case.door}"), language=case.language),
    ]
    if case.urgent:
        lines.insert(0, house.say("desk-urgent"))
    lines += [house.say("desk-card-fact", fact=cut(fact, FACT_LIMIT)) for fact in facts]
    if case.state in {"taken", "waiting"}:
        lines.append(house.say("desk-card-word", word=case.check_word))
    return "\n".join([*lines, state_line(house, case, reason)])


def card_keyboard(house: House, case: Case, now: int) -> Keyboard:
    """Take and Open while it waits; Open and Close while somebody works it; nothing once it is closed."""
    opening = house.case_button("desk-button-open", OPEN, case.id, now)
    match case.state:
        case "new":
            return ((house.case_button("desk-button-take", TAKE, case.id, now), opening),)
        case "closed":
            return ()
        case _:
            return ((opening, house.case_button("desk-button-close", CLOSE, case.id, now)),)


def reasons_keyboard(house: House, case: Case, now: int) -> Keyboard:
    """One button per reason to close, and a way back."""

    def row(letter: str, reason: str) -> tuple[Button, ...]:
        return (house.case_button(f"desk-reason-{reason}", letter, case.id, now),)

    rows = tuple(row(letter, reason) for letter, reason in REASON_LETTERS.items())
    return (*rows, (house.case_button("desk-button-back", BACK, case.id, now),))


def facts_of(entries: Sequence[Entry]) -> list[str]:
    """The first facts for the card: what was chosen from buttons, never what was typed."""
    sent = [entry.body["answers"] for entry in entries if entry.kind == "application"]
    answers = sent[-1] if sent else []
    return [f"{a['question']}: {a['fact']}" for a in answers if a.get("fact")]


async def post_card(turn: Turn, case: Case) -> None:
    """Queue the card of a new case; `case.card` names it already."""
    house = turn.house
    facts = facts_of(await house.cases.entries(turn.tx, case))
    card = Send(
        post=case.card or house.new_post(),
        chat=house.line.chat,
        html=True,
        role=CARD,
        case=case.id,
        text=card_text(house, case, facts),
        keyboard=card_keyboard(house, case, turn.now),
        priority=priority_of(case),
    )
    await turn.put(card)


async def refresh_card(turn: Turn, case: Case, *, closing: bool = False) -> None:
    """Queue the card's new face after its state changed; `closing` shows the reasons to choose from."""
    house = turn.house
    if case.card is None:
        return
    facts = facts_of(await house.cases.entries(turn.tx, case))
    keyboard = (reasons_keyboard if closing else card_keyboard)(house, case, turn.now)
    text = card_text(house, case, facts)
    await turn.put(Edit(post=case.card, html=True, text=text, keyboard=keyboard, priority=priority_of(case)))


def head_text(house: House, case: Case) -> str:
    """The first message of a room: whose case it is, and how to talk here."""
    return house.say("desk-room-head", alias=case.alias, name=case.taker_name, word=case.check_word)


async def refresh_head(turn: Turn, case: Case, head: bytes, *, closing: bool) -> None:
    """Queue the new buttons beneath a room's first message."""
    house = turn.house
    keyboard = (reasons_keyboard if closing else card_keyboard)(house, case, turn.now)
    await turn.put(Edit(post=head, html=True, text=head_text(house, case), keyboard=keyboard))
