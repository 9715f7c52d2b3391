"""The buttons behind More, beneath a card, a room's head or a card shown again: what operators do with a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk.casework import handing, merged, merging, moments, snoozing, urging
from bot.desk.showing import faces
from bot.desk.showing.cards import BACK, MORE, OPEN, SEPARATE
from bot.messages import NOTHING_TO_SAY, Reply

if TYPE_CHECKING:
    from bot.desk.house import Turn
    from bot.desk.presses import Pressing
    from bot.messages import Button, Keyboard
    from storage.cases import Case
    from storage.posts import Post

HAND: Final = "E"
ASSIGN: Final = "F"
URGENT: Final = "G"
ASIDE: Final = "H"
CALM: Final = "Y"
AWAKE: Final = "W"
SNOOZE: Final = "a"
SLEEP: Final = "d"
JOIN: Final = "e"
HEARD: Final = "f"
GIVE: Final = "g"
MOST_OPERATORS: Final = 24
_HALF_HOUR, _TWO_HOURS, _TOMORROW = b"half-hour".ljust(16), b"two-hours".ljust(16), b"tomorrow".ljust(16)


class Keys:
    """Makes the buttons of one face."""

    def __init__(self, turn: Turn, case: Case, chat: int) -> None:
        """`chat`: where the face stands."""
        self._turn, self._case, self._chat = turn, case, chat

    def key(self, name: str, letter: str, reference: bytes | None = None, **values: str) -> Button:
        """A button about the case, or with another reference."""
        house = self._turn.house
        label = house.plain(f"desk-button-{name}", **values)
        return self.labelled(label, letter, reference or self._case.id)

    def labelled(self, label: str, letter: str, reference: bytes) -> Button:
        """A button that is called as somebody is."""
        return self._turn.house.desk_button(label, letter, reference, self._turn.now, chat=self._chat)

    @property
    def back(self) -> tuple[Button, ...]:
        """The row that leads back."""
        return (self.key("back", BACK),)


async def more_keyboard(turn: Turn, case: Case, chat: int) -> Keyboard:
    """What can be done with a case besides taking, opening and closing it."""
    keys = Keys(turn, case, chat)
    urgent = keys.key("calm", CALM) if case.urgent else keys.key("urgent", URGENT)
    if case.state == "new":
        return ((keys.key("assign", ASSIGN), urgent), *await _merged_rows(turn, case, keys), keys.back)
    waits = keys.key("awake", AWAKE) if case.state == "waiting" else keys.key("aside", ASIDE)
    return (
        (keys.key("hand", HAND), keys.key("assign", ASSIGN)),
        (urgent, keys.key("snooze", SNOOZE)),
        (waits,),
        *await _merged_rows(turn, case, keys),
        keys.back,
    )


async def _merged_rows(turn: Turn, case: Case, keys: Keys) -> Keyboard:
    """Each case it holds: to open it, to let it go; and who else could get the answers."""
    heard = case.voice or case.id
    others = [one for one in await merged.members(turn, case) if one.id != heard]
    reached = [one for one in others if merging.reachable(one)]
    rows: list[tuple[Button, ...]] = [(keys.key("answers-to", HEARD, one.id, alias=one.alias),) for one in reached]
    for one, alias in zip(case.merged, case.merged_aliases, strict=True):
        apart = keys.key("separate-one", SEPARATE, one, alias=alias)
        rows.append((keys.key("open-one", OPEN, one, alias=alias), apart))
    return tuple(rows)


def snooze_keyboard(turn: Turn, case: Case, chat: int) -> Keyboard:
    """Until when a case may sleep."""
    keys, zone = Keys(turn, case, chat), moments.zone(turn.house.book.project)
    morning = moments.clock(moments.tomorrow_morning(turn.now, zone), zone)
    return (
        (keys.key("half-hour", SLEEP, _HALF_HOUR), keys.key("two-hours", SLEEP, _TWO_HOURS)),
        (keys.key("tomorrow", SLEEP, _TOMORROW, time=morning),),
        keys.back,
    )


async def operators_keyboard(turn: Turn, case: Case, chat: int) -> Keyboard:
    """The operators who were seen; not the one who has it."""
    keys, seen = Keys(turn, case, chat), await turn.operators_of(case)
    names = [keys.labelled(one.name or "—", GIVE, one.id) for one in seen if one.user != case.taker][:MOST_OPERATORS]
    rows = tuple(tuple(names[at : at + 2]) for at in range(0, len(names), 2))
    return (*rows, keys.back)


def toast(turn: Turn, key: str, *, alert: bool = False, **values: str) -> Reply:
    """What the presser alone sees."""
    return Reply(toast=turn.house.plain(key, **values), alert=alert)


async def more(turn: Turn, pressing: Pressing) -> Reply:
    """Show what else can be done."""
    return await _page(turn, pressing, await more_keyboard(turn, pressing.open_case, _chat(turn, pressing)))


async def snooze_page(turn: Turn, pressing: Pressing) -> Reply:
    """Ask until when."""
    return await _page(turn, pressing, snooze_keyboard(turn, pressing.open_case, _chat(turn, pressing)))


async def operators_page(turn: Turn, pressing: Pressing) -> Reply:
    """Ask whom."""
    return await _page(turn, pressing, await operators_keyboard(turn, pressing.open_case, _chat(turn, pressing)))


def _chat(turn: Turn, pressing: Pressing) -> int:
    return turn.house.home(pressing.came.chat)


async def _page(turn: Turn, pressing: Pressing, keyboard: Keyboard) -> Reply:
    """Other buttons beneath the message that was pressed; one nobody remembers must not change another."""
    face = await faces.pressed(turn, pressing.came)
    if face is None or face.case != pressing.open_case.id:
        return toast(turn, "desk-old-message", alert=True)
    await faces.show(turn, pressing.open_case, face, keyboard)
    return NOTHING_TO_SAY


async def hand_over(turn: Turn, pressing: Pressing) -> Reply:
    """Give it back; nobody is asked why."""
    given = await handing.hand_over(turn, pressing.open_case, by=pressing.operator)
    if given is None:
        return await _already(turn, pressing, pressing.open_case)
    return await _done(turn, pressing, given, "desk-handed-toast")


async def urgent(turn: Turn, pressing: Pressing) -> Reply:
    """Urgent. Pressed by two at once, or twice, it stays so: what takes it back is another button."""
    case = pressing.open_case
    if case.urgent:
        return await _done(turn, pressing, case, "desk-urgent-already")
    return await _done(turn, pressing, await _marked(turn, pressing, urgent=True), "desk-urgent-toast")


async def calm(turn: Turn, pressing: Pressing) -> Reply:
    """No longer urgent."""
    case = pressing.open_case
    if case.urgent and case.duress:
        return toast(turn, "desk-stays-urgent", alert=True)
    if not case.urgent:
        return await _done(turn, pressing, case, "desk-calm-already")
    return await _done(turn, pressing, await _marked(turn, pressing, urgent=False), "desk-calm-toast")


async def _marked(turn: Turn, pressing: Pressing, *, urgent: bool) -> Case:
    return await urging.mark(turn, pressing.open_case, urgent=urgent, by=pressing.operator)


async def aside(turn: Turn, pressing: Pressing) -> Reply:
    """Wait for the person."""
    case = pressing.open_case
    if case.state == "waiting":
        return await _done(turn, pressing, case, "desk-aside-already")
    if case.state != "taken":
        return await _already(turn, pressing, case)
    quiet = await snoozing.put_aside(turn, case, by=pressing.operator)
    return await _done(turn, pressing, quiet, "desk-aside-toast")


async def awake(turn: Turn, pressing: Pressing) -> Reply:
    """Back to work."""
    case = pressing.open_case
    if case.state != "waiting":
        return await _already(turn, pressing, case)
    return await _done(turn, pressing, await snoozing.bring_back(turn, case), "desk-awake-toast")


async def sleep(turn: Turn, pressing: Pressing) -> Reply:
    """Sleep until the moment of the button; which case, the message it stands beneath tells."""
    case, face = await _under(turn, pressing)
    if case is None or face is None or case.into is not None:
        return toast(turn, "desk-old-message", alert=True)
    if case.state not in {"taken", "waiting"}:
        return await _already(turn, pressing, case)
    zone = moments.zone(turn.house.book.project)
    spans = {_HALF_HOUR: turn.now + snoozing.HALF_AN_HOUR, _TWO_HOURS: turn.now + snoozing.TWO_HOURS}
    until = spans.get(pressing.reference) or moments.tomorrow_morning(turn.now, zone)
    asleep = await snoozing.put_aside(turn, case, by=pressing.operator, until=until)
    return await _done(turn, pressing, asleep, "desk-asleep-toast", time=moments.shown(until, zone))


async def give(turn: Turn, pressing: Pressing) -> Reply:
    """Assign to the operator of the button."""
    case, face = await _under(turn, pressing)
    if case is None or face is None or case.into is not None:
        return toast(turn, "desk-old-message", alert=True)
    seen = await turn.operators_of(case)
    to = next((one for one in seen if one.id == pressing.reference), None)
    if to is None:
        return toast(turn, "desk-old-message", alert=True)
    given = await handing.assign(turn, case, to, by=pressing.operator)
    if given is None:
        return await _already(turn, pressing, case)
    return await _done(turn, pressing, given, "desk-assigned-toast", name=to.name)


async def separate(turn: Turn, pressing: Pressing) -> Reply:
    """Take a merge back, from the card of either."""
    younger = pressing.open_case
    if younger.into is None:
        return toast(turn, "desk-is-not-merged", alert=True, alias=younger.alias)
    alone = await merging.separate(turn, younger, by=pressing.operator)
    case, _ = await _under(turn, pressing)
    return await _done(turn, pressing, case or alone, "desk-separated-toast")


async def join(turn: Turn, pressing: Pressing) -> Reply:
    """Merge: the message asks about one case, the button names the other; the first one's person gets the answers."""
    return await _merge(turn, pressing, first=True)


async def heard(turn: Turn, pressing: Pressing) -> Reply:
    """The same, the other one's person gets the answers; of cases that are merged, from now on."""
    case, _ = await _under(turn, pressing)
    other = pressing.open_case
    if case is not None:
        top = await merged.root(turn, case)
        if other.id in {one.id for one in await merged.members(turn, top)}:
            now = await merging.redirect(turn, top, answers_to=other, by=pressing.operator)
            return await _done(turn, pressing, now, "desk-redirected-toast", voice=other.alias)
    return await _merge(turn, pressing, first=False)


async def _merge(turn: Turn, pressing: Pressing, *, first: bool) -> Reply:
    case, face = await _under(turn, pressing)
    other = pressing.open_case
    if case is None or face is None:
        return toast(turn, "desk-old-message", alert=True)
    if (refusal := merging.refusal(case, other)) is not None:
        return Reply(toast=turn.house.plain(refusal.key, **refusal.values), alert=True)
    chosen = case if first else other
    now = await merging.merge(turn, case, other, answers_to=chosen.id, by=pressing.operator)
    return await _done(turn, pressing, now, "desk-merged-toast")


async def _under(turn: Turn, pressing: Pressing) -> tuple[Case | None, Post | None]:
    """The open case of the message that was pressed, and that message."""
    face = await faces.pressed(turn, pressing.came)
    case = await turn.case(face.case) if face is not None else None
    return (case, face) if case is not None and case.hot else (None, None)


async def _already(turn: Turn, pressing: Pressing, case: Case) -> Reply:
    """Somebody else was faster, or it is so already: the message shows how it is now."""
    now = await turn.case(case.id) or case
    face = await faces.pressed(turn, pressing.came)
    if face is not None and face.case == now.id:
        await faces.show(turn, now, face)
    if now.state == "new":
        return toast(turn, "desk-nobodys", alert=True, alias=now.alias)
    return toast(turn, "desk-his-already", alert=True, alias=now.alias, name=now.taker_name)


async def _done(turn: Turn, pressing: Pressing, case: Case, key: str, **values: str) -> Reply:
    """The message that was pressed shows the case as it is now."""
    face = await faces.pressed(turn, pressing.came)
    if face is not None and face.case is not None:
        shown = case if face.case == case.id else await turn.case(face.case)
        if shown is not None and shown.hot:
            await faces.show(turn, shown, face)
    return Reply(toast=turn.house.plain(key, alias=case.alias, **values))


OWN_ROOM: Final = {
    MORE: more,
    HAND: hand_over,
    ASSIGN: operators_page,
    URGENT: urgent,
    CALM: calm,
    ASIDE: aside,
    AWAKE: awake,
    SNOOZE: snooze_page,
}
"""By their letters, the buttons that are pressed where a case has its room."""
ABOUT_CASE: Final = {JOIN: join, HEARD: heard, SEPARATE: separate}
"""Those that carry a case's id, merged or not."""
BENEATH: Final = {GIVE: give, SLEEP: sleep}
"""Those whose case is that of the message they stand beneath."""
