"""The card: a case as the operator chat shows it, and the buttons beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.desk.doubt import noticed
from bot.desk.showing.card_lines import belonging, company, state_line, tongue_line, urgent_line
from bot.desk.words.fates import Fate, fates
from bot.flows.model import Need
from bot.messages import Edit, Priority, Send
from bot.texts import cut, split, units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.desk.house import House, Turn
    from bot.messages import Button, Keyboard
    from storage.cases import Case, Entry

TAKE: Final = "t"
OPEN: Final = "o"
CLOSE: Final = "c"
BACK: Final = "b"
MORE: Final = "D"
SEPARATE: Final = "h"
FORWARD_NOTE: Final = "n"
KEEP: Final = "k"
KEPT_KINDS: Final = frozenset({"photo", "voice"})
"""Media that an operator may keep."""
CARD: Final = "card"
HEAD: Final = "head"
VIEW: Final = "view"
"""A card shown again where somebody asked for it."""
FROM_PERSON: Final = "from_person"
MORE_FROM_PERSON: Final = "more_from_person"
PAGE: Final = "page_from_person"
"""What was said before a room opened, several messages together."""
FROM_PERSON_ROLES: Final = frozenset({FROM_PERSON, MORE_FROM_PERSON, PAGE})
PLACE: Final = "p"
IDENTITY: Final = "i"
SEARCH: Final = "s"
APART: Final = {PLACE: Need.PLACE, IDENTITY: Need.IDENTITY, SEARCH: Need.SEARCH}
"""What is kept apart, by the letter of the button that shows it."""
SECOND: Final = "second"
REASON_LETTERS: Final = {"1": "answered", "2": "silent", "3": "double", "4": "elsewhere"}
GROUP: Final = "group"
_ANSWERS: Final = {
    Fate.ARRIVED: "desk-answered",
    Fate.UNDELIVERED: "desk-answered-lost",
    Fate.WAITING: "desk-answered-waiting",
    Fate.UNDONE: "desk-answered-undone",
}
_GONE: Final = {"erased": "desk-erased-entry", "taken_back": "desk-taken-back-entry"}
FACT_LIMIT: Final = 120
PAGE_LIMIT: Final = 3700
QUOTE_LIMIT: Final = 3500
"""UTF-16 units of one quoted piece: with its question it still fits a page, and a page fits one message."""


def priority_of(case: Case) -> Priority:
    """An urgent case's card goes before everything else."""
    return Priority.URGENT if case.urgent else Priority.CARD


def card_text(house: House, case: Case, facts: Sequence[str], reason: str = "") -> str:
    """The whole card as HTML: alias, door, language, urgency, state, wishes. No name, no id, no answer."""
    lines = [
        house.say("desk-card-head", alias=case.alias, kind=house.plain(f"desk-kind-{case.kind}")),
        house.say("desk-card-who", door=house.plain(f"desk-door-{case.door}"), language=case.language),
    ]
    if case.tongue:
        lines.append(tongue_line(house, case.tongue))
    if case.urgent:
        lines.insert(0, urgent_line(house, case))
    if case.duress:
        lines.insert(0, house.say("desk-card-duress"))
    lines += facts
    if Need.SEARCH in case.apart:
        lines.append(house.say("desk-card-search"))
    if case.group_name:
        key = "desk-card-leads" if case.leads else "desk-card-group"
        lines.append(house.say(key, name=case.group_name))
    if case.linked and not case.duress:
        lines.append(house.say("desk-card-linked", others=", ".join(case.linked)))
    lines += [*belonging(house, case), *noticed.lines(house, case)]
    if case.reach == "lost":
        lines.append(house.say("desk-card-lost"))
    if case.hot and case.chat is None:
        lines.append(house.say("desk-card-phone"))
    if case.state in {"taken", "waiting"}:
        lines.append(house.say("desk-card-word", word=case.check_word))
    return "\n".join([*lines, state_line(house, case, reason)])


def card_keyboard(house: House, case: Case, now: int, *, chat: int | None = None) -> Keyboard:
    """Take and Open while it waits; Open and Close while somebody works it, or nobody can be reached; then nothing.

    What is kept apart has a button of its own beneath. `chat`: where it stands, if not beneath the card.
    """

    def button(key: str, letter: str) -> Button:
        return house.case_button(key, letter, case.id, now, chat=chat or house.desk_of(case))

    if case.into is not None:
        return ((button("desk-button-open", OPEN), button("desk-button-separate", SEPARATE)),)
    apart = tuple(button(f"desk-button-{need}", letter) for letter, need in APART.items() if need in case.apart)
    rows = ((apart,) if apart else ()) + noticed.rows(house, case, now, chat=chat or house.desk_of(case))
    opening = button("desk-button-open", OPEN)
    match case.state:
        case "new" if case.reach != "lost":
            return ((button("desk-button-take", TAKE), opening), *rows, (button("desk-button-more", MORE),))
        case "closed" | "resting":
            return ()
        case _:
            ends = (button("desk-button-close", CLOSE), button("desk-button-more", MORE))
            return ((opening, *ends), *rows)


def reasons_keyboard(house: House, case: Case, now: int, *, chat: int | None = None) -> Keyboard:
    """One button per reason to close, and a way back. `chat`: as above."""

    def row(letter: str, key: str) -> tuple[Button, ...]:
        return (house.case_button(key, letter, case.id, now, chat=chat or house.desk_of(case)),)

    rows = tuple(row(letter, f"desk-reason-{reason}") for letter, reason in REASON_LETTERS.items())
    return (*rows, row(BACK, "desk-button-back"))


def facts_of(house: House, entries: Sequence[Entry]) -> list[str]:
    """What the card shows of the answers, as HTML: how the person may be answered. All else stands behind Open."""
    return wishes_of(house, entries)


def wishes_of(house: House, entries: Sequence[Entry]) -> list[str]:
    """What the person asked of the operators by a button, as HTML: how he may be answered."""
    return [_fact(house, "desk-heed", answer) for answer in answers_of(entries) if answer.get("heed")]


def answers_of(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Every answer as it was told last."""
    return [answer for answers in _told(entries).values() for answer in answers]


def _told(entries: Sequence[Entry]) -> dict[str, list[dict[str, Any]]]:
    """The newest answers of each kind; what was told under duress hides nothing that was told freely."""
    asked = [entry for entry in entries if entry.kind in {"application", SECOND, GROUP}]
    forced = {entry.kind: entry.body["answers"] for entry in asked if entry.body.get("duress")}
    free = {entry.kind: entry.body["answers"] for entry in asked if not entry.body.get("duress")}
    told = forced | free
    return {kind: told[kind] for kind in ("application", GROUP, SECOND) if kind in told}


def _fact(house: House, key: str, answer: dict[str, Any]) -> str:
    return house.say(key, fact=cut(f"{answer['question']}: {answer['fact']}", FACT_LIMIT))


def reveal_pages(house: House, case: Case, entries: Sequence[Entry]) -> list[str]:
    """The whole talk, as HTML, each page fit for one message in an operator's private chat."""
    lines = [house.say("desk-card-head", alias=case.alias, kind=house.plain(f"desk-kind-{case.kind}"))]
    stand = fates(case, entries)
    for at, entry in enumerate(entries):
        lines += answer_lines(house, entry.body)
        lines += said_lines(house, entry)
        if at in stand:
            lines += _quoted(house, _ANSWERS[stand[at]], entry)
    return pages(lines)


def answer_lines(house: House, body: Mapping[str, Any]) -> list[str]:
    """Each question with its answer, as HTML."""
    lines: list[str] = []
    for answer in body.get("answers", ()):
        first, *rest = split(answer["text"] or house.plain("desk-skipped"), QUOTE_LIMIT)
        lines.append(house.say("desk-answer", question=answer["question"], text=first))
        lines += [house.say("desk-more", text=part) for part in rest]
    return lines


def said_lines(house: House, entry: Entry) -> list[str]:
    """What a person wrote or sent in one message; a medium itself stands where it was relayed to."""
    if (gone := _GONE.get(entry.kind)) is not None:
        return [house.say(gone)]
    return _quoted(house, "desk-said", entry) if entry.kind == "said" else []


def _quoted(house: House, key: str, entry: Entry) -> list[str]:
    """One message, marked as its side's, in pieces that fit."""
    medium, text = entry.body.get("media"), entry.body.get("text")
    shown = [house.plain("desk-medium", kind=medium)] if medium else []
    return [house.say(key, text=part) for part in (*shown, *(split(text, QUOTE_LIMIT) if text else ()))]


def pages(lines: Sequence[str]) -> list[str]:
    """Lines joined into as few messages as hold them."""
    filled: list[str] = []
    for line in lines:
        if filled and units(filled[-1]) + units(line) + 2 <= PAGE_LIMIT:
            filled[-1] += "\n\n" + line
        else:
            filled.append(line)
    return filled


async def post_card(turn: Turn, case: Case, *, alone: bool = False) -> None:
    """Queue the card of a new case; `case.card` names it already. `alone`: not as a line of a sheet."""
    house = turn.house
    facts = facts_of(house, await house.cases.entries(turn.tx, case))
    card = Send(
        post=case.card or house.new_post(),
        chat=house.desk_of(case),
        html=True,
        role=CARD,
        case=case.id,
        text=card_text(house, case, facts),
        keyboard=card_keyboard(house, case, turn.now),
        merge=not (alone or case.urgent),
        priority=priority_of(case),
    )
    await turn.put(card)


async def _becomes_a_thread(turn: Turn, case: Case) -> bool:
    """Whether the talk hangs on the card, which is a line among others so far."""
    if case.state not in {"taken", "waiting"} or case.room is not None or case.seat or case.card is None:
        return False
    post = await turn.house.posts.by_id(turn.tx, case.card)
    return post is not None and post.sheet is not None


async def refresh_card(turn: Turn, case: Case, *, closing: bool = False, behind: bool = False) -> None:
    """Queue the card's new face; `closing` shows the reasons to choose from; `behind`: after all else."""
    house = turn.house
    if case.card is None:
        return
    if await _becomes_a_thread(turn, case):
        await post_card(turn, case, alone=True)
        return
    facts = facts_of(house, await house.cases.entries(turn.tx, case))
    keyboard = (reasons_keyboard if closing else card_keyboard)(house, case, turn.now)
    text = card_text(house, case, facts)
    priority = Priority.BOARD if behind else Priority.REPLY if closing else _priority_of_change(case)
    await turn.put(Edit(post=case.card, html=True, text=text, keyboard=keyboard, priority=priority))


def _priority_of_change(case: Case) -> Priority:
    """What somebody works on takes nothing of what is kept for calls that nobody has heard yet."""
    return Priority.URGENT if case.urgent and case.state == "new" else Priority.CARD


def head_text(house: House, case: Case, entries: Sequence[Entry]) -> str:
    """The first message of a room: whose case it is, how to talk here, and what the person asked for."""
    key = "desk-room-free" if case.state == "new" else "desk-room-head"
    head = house.say(key, alias=case.alias, name=case.taker_name, word=case.check_word)
    return "\n".join([head, *wishes_of(house, entries), *belonging(house, case), *company(house, case)])


async def refresh_head(turn: Turn, case: Case, head: bytes, *, closing: bool, behind: bool = False) -> None:
    """Queue the new face of a room's first message."""
    house = turn.house
    seat = house.seat_of(case)
    keyboard = (reasons_keyboard if closing else card_keyboard)(house, case, turn.now, chat=seat)
    text = head_text(house, case, await house.cases.entries(turn.tx, case))
    priority = Priority.BOARD if behind else Priority.REPLY
    await turn.put(Edit(post=head, html=True, text=text, keyboard=keyboard, priority=priority))


async def refresh_room(turn: Turn, case: Case, *, behind: bool = False) -> None:
    """The same wherever the case has a room."""
    for post in await turn.house.posts.of_case(turn.tx, case.id):
        if post.role == HEAD:
            await refresh_head(turn, case, post.id, closing=False, behind=behind)
