"""Lists of cases in one message that is edited in place: filters and pages by buttons, gone after ten minutes.

No name, no answer: alias, door, language, urgency, state, how long. Closed cases are never listed: none can be read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.desk.commands import beneath
from bot.desk.duty import watching
from bot.desk.showing import cards, faces
from bot.desk.showing.digest import span
from bot.desk.showing.finding import PAGE, STATES, WINDOW, View, ordered, read, unpacked
from bot.messages import NOTHING_TO_SAY, Edit, Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.commands import Asked
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.messages import Button, Keyboard, Said, Tapped
    from storage.cases import Case

LIST: Final = "list"
TURN: Final = "j"
LIST_SECONDS: Final = 600
FOUND_AT_MOST: Final = 10
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whose list it is: who reads it, where, in which language, and the operator chats whose cases he may see."""

    user: int
    chat: int
    language: str
    desks: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one message shows. `last`: the last case of a full window, behind which there may be more."""

    cases: Sequence[Case]
    count: int
    pages: int
    last: tuple[int, str] | None


def reader_of(house: House, came: Said | Tapped, desks: frozenset[int]) -> Reader:
    """In a group the desk's language, privately his own."""
    private = came.chat == came.user
    language = house.texts.language_for(came.language) if private else house.line.language
    return Reader(user=came.user, chat=house.home(came.chat), language=language, desks=desks)


def doors_of(house: House) -> tuple[str, ...]:
    """Every door a case can have come by, in one order."""
    return tuple(dict.fromkeys((*sorted(house.book.doors), "question", "danger", "crisis")))


async def page_of(turn: Turn, view: View, reader: Reader) -> Page:
    """One page; however many cases there are, no more than a window of them is read."""
    house = turn.house
    window = await house.cases.page(turn.tx, state=view.state or None, after=view.after, limit=WINDOW)
    doors = doors_of(house)
    seen = [case for case in window if house.desk_of(case) in reader.desks]
    found = ordered(case for case in seen if view.fits(case, doors, reader.user))
    shown = found[view.page * PAGE : (view.page + 1) * PAGE]
    last = (window[-1].hour, window[-1].alias) if len(window) == WINDOW else None
    return Page(cases=shown, count=len(found), pages=max(-(-len(found) // PAGE), 1), last=last)


async def told(turn: Turn, view: View, page: Page, reader: Reader) -> str:
    """The list as HTML."""
    texts = turn.house.texts
    lines = [texts.say(reader.language, _head(view), count=page.count)]
    if page.last is not None or view.after != (0, ""):
        lines.append(texts.say(reader.language, "desk-list-window", count=WINDOW))
    lines += [await line_of(turn, case, reader) for case in page.cases]
    if not page.cases:
        lines.append(texts.say(reader.language, "desk-list-empty"))
    return "\n".join(lines)


def _head(view: View) -> str:
    """What is listed: his, those nobody has, or whatever the filters say."""
    if view.mine:
        return "desk-list-head-mine"
    return "desk-list-head-new" if view.state == "new" else "desk-list-head"


async def line_of(turn: Turn, case: Case, reader: Reader) -> str:
    """One case: its alias opens it when it is tapped."""
    house, texts = turn.house, turn.house.texts
    state = "asleep" if case.snoozed else "yours" if case.state == "taken" and case.taker == reader.user else case.state
    waits = await _since(turn, case)
    return texts.say(
        reader.language,
        "desk-list-line-waits" if waits else "desk-list-line",
        mark="🔴" if case.urgent else "•",
        alias=case.alias,
        door=texts.plain(reader.language, f"desk-door-{case.door}"),
        language=case.tongue or case.language,
        state=texts.plain(reader.language, f"desk-list-{state}"),
        **({"waits": span(house, turn.now - waits)} if waits else {}),
    )


async def _since(turn: Turn, case: Case) -> int:
    """Since when its person waits for operators; 0: he does not."""
    watch = await watching.watched(turn, case, watching.ANSWER if case.state == "taken" else watching.REMIND)
    if watch is not None and watch.since:
        return watch.since
    return case.since if case.state == "new" else 0


def keyboard(turn: Turn, view: View, page: Page, reader: Reader) -> Keyboard:
    """States, then the other filters, then the pages."""
    states = tuple(_state_button(turn, view, state, reader) for state in STATES)
    filters = (_urgent(turn, view, reader), _mine(turn, view, reader))
    more = (_door(turn, view, reader), _language(turn, view, reader))
    turning = _turning(turn, view, page, reader)
    return (states, filters, more, *((turning,) if turning else ()))


def _button(turn: Turn, label: str, view: View, reader: Reader) -> Button:
    return turn.house.desk_button(label, TURN, view.packed(), turn.now, chat=reader.chat)


def _say(turn: Turn, reader: Reader, key: str) -> str:
    return turn.house.texts.plain(reader.language, key)


def _marked(label: str, *, on: bool) -> str:
    return f"✓ {label}" if on else label


def _state_button(turn: Turn, view: View, state: str, reader: Reader) -> Button:
    label = _marked(_say(turn, reader, f"desk-list-{state or 'all'}"), on=view.state == state)
    return _button(turn, label, view.turned(state=state), reader)


def _urgent(turn: Turn, view: View, reader: Reader) -> Button:
    label = _marked(_say(turn, reader, "desk-list-urgent"), on=view.urgent)
    return _button(turn, label, view.turned(urgent=not view.urgent), reader)


def _mine(turn: Turn, view: View, reader: Reader) -> Button:
    label = _marked(_say(turn, reader, "desk-list-mine"), on=view.mine)
    return _button(turn, label, view.turned(mine=not view.mine), reader)


def _door(turn: Turn, view: View, reader: Reader) -> Button:
    """Each press goes on to the next door."""
    doors = doors_of(turn.house)
    key = f"desk-door-{doors[view.door - 1]}" if view.door else "desk-list-doors"
    return _button(turn, _say(turn, reader, key), view.turned(door=(view.door + 1) % (len(doors) + 1)), reader)


def _language(turn: Turn, view: View, reader: Reader) -> Button:
    """Each press goes on to the next language."""
    languages = ("", *sorted(turn.house.texts.languages))
    following = languages[(languages.index(view.language) + 1) % len(languages)]
    label = view.language or _say(turn, reader, "desk-list-languages")
    return _button(turn, label, view.turned(language=following), reader)


def _turning(turn: Turn, view: View, page: Page, reader: Reader) -> tuple[Button, ...]:
    row: list[Button] = []
    if view.page > 0:
        row.append(_button(turn, "◀", replace(view, page=view.page - 1), reader))
    elif view.after != (0, ""):
        row.append(_button(turn, "⏮", view.turned(), reader))
    if page.pages > 1:
        row.append(_button(turn, f"{view.page + 1}/{page.pages}", view, reader))
    if view.page + 1 < page.pages:
        row.append(_button(turn, "▶", replace(view, page=view.page + 1), reader))
    elif page.last is not None:
        row.append(_button(turn, "⏭", replace(view, page=0, after=page.last), reader))
    return tuple(row)


async def turned(turn: Turn, pressing: Pressing) -> Reply:
    """A button of a list: the same message shows what it asks for."""
    came, house = pressing.came, turn.house
    post = await house.posts.by_message(turn.tx, came.chat, came.message)
    if post is None or post.role != LIST:
        return Reply(toast=house.plain("desk-old-message"), alert=True)
    view, reader = unpacked(pressing.reference), reader_of(house, came, pressing.desks)
    page = await page_of(turn, view, reader)
    text, keys = await told(turn, view, page, reader), keyboard(turn, view, page, reader)
    await turn.put(Edit(post=post.id, html=True, text=text, keyboard=keys, anew=False))
    return NOTHING_TO_SAY


async def show(turn: Turn, asked: Asked, view: View) -> None:
    """A list beneath a command."""
    reader = reader_of(turn.house, asked.came, asked.desks)
    page = await page_of(turn, view, reader)
    await _put(turn, asked, await told(turn, view, page, reader), keyboard(turn, view, page, reader))


async def _put(turn: Turn, asked: Asked, text: str, keys: Keyboard = ()) -> None:
    await turn.put(replace(beneath(turn, asked, text), role=LIST, lives=LIST_SECONDS, keyboard=keys))


async def cases(turn: Turn, asked: Asked) -> None:
    """`/cases [filters]`."""
    view = read(asked.words, doors_of(turn.house), turn.house.texts.languages)
    if view is None:
        reader = reader_of(turn.house, asked.came, asked.desks)
        words = " ".join((*STATES[1:], "urgent", "mine", *doors_of(turn.house), *turn.house.texts.languages))
        await _put(turn, asked, turn.house.texts.say(reader.language, "desk-list-words", words=words))
    else:
        await show(turn, asked, view)


async def mine(turn: Turn, asked: Asked) -> None:
    """`/mine`."""
    await show(turn, asked, View(mine=True))


async def waiting(turn: Turn, asked: Asked) -> None:
    """`/waiting`: those nobody has."""
    await show(turn, asked, View(state="new"))


async def one(turn: Turn, asked: Asked) -> None:
    """`/case ALIAS`: its card again, with its buttons, and where its room is."""
    house, case = turn.house, asked.case
    reader = reader_of(house, asked.came, asked.desks)
    if case is None or not case.hot:
        name = (asked.words.split() or [""])[0][:12].upper() if case is None else case.alias
        key = "desk-command-closed" if case is not None else "desk-unknown-alias" if name else "desk-list-which"
        await _put(turn, asked, house.texts.say(reader.language, key, alias=name))
        return
    entries = await house.cases.entries(turn.tx, case)
    text = cards.card_text(house, case, cards.facts_of(house, entries))
    view = beneath(turn, asked, f"{text}\n{await faces.where(turn, case)}".rstrip())
    keys = cards.card_keyboard(house, case, turn.now, chat=reader.chat)
    await turn.put(replace(view, role=cards.VIEW, case=case.id, lives=LIST_SECONDS, keyboard=keys))


async def find(turn: Turn, asked: Asked) -> None:
    """`/find`: an alias or a part of it, a check word, a state."""
    house, reader = turn.house, reader_of(turn.house, asked.came, asked.desks)
    words = asked.words.strip() or (asked.case.alias if asked.case is not None else "")
    if words.casefold() in STATES[1:]:
        await show(turn, asked, View(state=words.casefold()))
        return
    if len(words) < _SHORTEST:
        await _put(turn, asked, house.texts.say(reader.language, "desk-find-how"))
        return
    found = {case.id: case for case in await house.cases.by_check_word(turn.tx, words)}
    found |= {case.id: case for case in await house.cases.like(turn.tx, words, limit=FOUND_AT_MOST + 1)}
    seen = ordered(case for case in found.values() if house.desk_of(case) in reader.desks)
    lines = [house.texts.say(reader.language, "desk-find-head" if seen else "desk-find-nothing", count=len(seen))]
    lines += [await line_of(turn, case, reader) for case in seen[:FOUND_AT_MOST]]
    if len(seen) > FOUND_AT_MOST:
        lines.append(house.texts.say(reader.language, "desk-find-more"))
    await _put(turn, asked, "\n".join(lines))
