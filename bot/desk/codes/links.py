"""The link between a man's case and his family's: three words that he hands out, and his yes in his own chat.

Nothing is sent to anybody. Words that fit and words that do not have the same answer; he finds the question when he
looks at his case. Operators learn of a link when he said yes, and not before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.codes import tries
from bot.desk.showing import cards
from storage.links import NOBODY

if TYPE_CHECKING:
    from bot.desk.house import House, Turn
    from bot.desk.talks.screens import Scene
    from bot.flows.effects import LinkAct
    from bot.flows.talk import Known
    from storage.cases import Case
    from storage.database import Tx

WORDS_LIVE_SECONDS: Final = 30 * 86_400


async def act(scene: Scene, effect: LinkAct) -> None:
    """Do what a button of the link says, or take the words that somebody was given."""
    case = await scene.open_case()
    if case is None:
        return
    match effect.act:
        case "make":
            await _make(scene, case)
        case "tell":
            await _tell(scene, case, effect.words)
        case "yes":
            await _agree(scene, case)
        case "no":
            await scene.turn.house.links.drop(scene.turn.tx, case.id)
        case "drop":
            scene.case = await ended(scene.turn, case)


async def known(turn: Turn, known: Known, case: Case) -> Known:
    """Add what a person may see of his link."""
    if case.linked:
        return replace(known, link="linked")
    link = await turn.house.links.of_case(turn.tx, case.id, now=turn.now)
    if link is None:
        return known
    return replace(known, link="waits" if link.asked == NOBODY else "asked", link_words=link.words)


async def ended(turn: Turn, case: Case) -> Case:
    """The case as it is without any link: its words are worth nothing, and operators know on both sides."""
    await turn.house.links.drop(turn.tx, case.id)
    if not case.linked:
        return case
    alone = replace(case, linked=())
    await _relink(turn, alone)
    for alias in case.linked:
        other = await turn.house.cases.by_alias(turn.tx, alias)
        if other is not None and other.hot and case.alias in other.linked:
            left = replace(other, linked=tuple(one for one in other.linked if one != case.alias))
            await _relink(turn, left)
            await turn.notice("desk-unlinked", left, other=case.alias)
            await turn.notice("desk-unlinked", alone, other=other.alias)
    return alone


async def sweep(house: House, now: int) -> None:
    """Forget words whose time is over."""

    async def unit(tx: Tx) -> None:
        await house.links.sweep(tx, now=now)

    await house.database.transact(unit)


async def _make(scene: Scene, case: Case) -> None:
    """Three words by chance; under duress they are shown like any, and nobody can use them."""
    turn, house = scene.turn, scene.turn.house
    words = house.lists.draw_link(scene.person.language, house.random_bytes)
    until = turn.now + WORDS_LIVE_SECONDS
    await house.links.offer(turn.tx, case.id, words, until=until, frozen=case.duress)


async def _tell(scene: Scene, case: Case, said: str) -> None:
    """The words are tried, five an hour as return codes are. Whether they fit is told to nobody here."""
    turn, house, chat = scene.turn, scene.turn.house, scene.person.chat
    if not await tries.left(house, turn.tx, chat, turn.now):
        scene.talk = replace(scene.talk, hint="hint-code-wait")
        return
    if (words := house.lists.read_link(said)) is None:
        # No words of any list: nothing was guessed, and a slip of the finger costs no try.
        return
    await tries.count(turn, chat)
    link = await house.links.by_words(turn.tx, words, now=turn.now)
    if link is not None and link.case != case.id:
        await house.links.ask(turn.tx, link, case.id)


async def _agree(scene: Scene, case: Case) -> None:
    """His yes. Under duress his screen says what it always says, and nothing is linked."""
    turn, house = scene.turn, scene.turn.house
    link = await house.links.of_case(turn.tx, case.id, now=turn.now)
    other = await turn.case(link.asked) if link is not None else None
    await house.links.drop(turn.tx, case.id)
    if other is None or not other.hot:
        scene.talk = replace(scene.talk, hint="hint-link-over")
        return
    scene.case = replace(case, linked=tuple(sorted({*case.linked, other.alias})))
    await _relink(turn, scene.case)
    if case.duress:
        await turn.notice("desk-link-frozen", case, other=other.alias)
        return
    theirs = replace(other, linked=tuple(sorted({*other.linked, case.alias})))
    await _relink(turn, theirs)
    await turn.notice("desk-linked", case, other=other.alias)
    await turn.notice("desk-linked", theirs, other=case.alias)


async def _relink(turn: Turn, case: Case) -> None:
    await turn.house.cases.save(turn.tx, case)
    await cards.refresh_card(turn, case)
