"""T22: who may do what: every command and every button of the desk, given by everybody, everywhere.

The table and those who act stand in `tests/promises/test_who_may_do_what.py`; a command or a button without a row there
breaks the proof. Updates go through the handlers as Telegram sends them; only what a command does at last is a witness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from benchmarks.proofs import Figure, Proof, Scale
from benchmarks.proofs.bare_store import bare_store
from bot.desk import orders, presses
from tests.promises.test_who_may_do_what import (
    ACTORS,
    BUTTONS,
    COMMANDS,
    begun,
    buttons_done,
    buttons_wanted,
    commands_obeyed,
    commands_wanted,
    hole,
    housed,
)
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.desk.house import House
    from storage.cases import Case
    from tests.promises.test_who_may_do_what import Actor

FEW: Final = frozenset({"stranger", "operator in the group", "former operator in the group", "supervisor privately"})
"""Who acts at small scale."""


async def cells(house: House, case: Case, actors: Iterable[Actor]) -> AsyncIterator[tuple[str, int, int]]:
    """For each who acts: what for, how many cells, how many of them wrong."""
    for actor in actors:
        done, wanted = await commands_obeyed(house, actor), commands_wanted(actor)
        yield f"commands of {actor.name}", len(COMMANDS), _wrong(done, wanted)
        done, wanted = await buttons_done(house, case, actor, chat=actor.chat), buttons_wanted(actor)
        yield f"buttons of {actor.name}", len(BUTTONS), _wrong(done, wanted)
        strange = await buttons_done(house, case, actor, chat=actor.chat + 1)
        yield f"another chat's buttons of {actor.name}", len(BUTTONS), _wrong(strange, [])


def _wrong(done: list[str], wanted: list[str]) -> int:
    return len(set(done) ^ set(wanted)) + len(done) - len(set(done))


async def matrix(scale: Scale) -> Figure:
    """Every cell."""
    actors = [actor for actor in ACTORS if scale is Scale.FULL or actor.name in FEW]
    nameless = (set(COMMANDS) ^ set(orders.BY_NAME)) | (set(BUTTONS) ^ set(presses.PRESSES))
    async with bare_store() as store:
        house = housed(store, shipped())
        told = [cell async for cell in cells(house, await begun(house), actors)]
        await house.kitchen.close()
    wrong = [f"{what}: {broken}" for what, _, broken in told if broken] + [f"no row: {one}" for one in sorted(nameless)]
    words = f"cells: {len(COMMANDS)} commands, {len(BUTTONS)} buttons here and of another chat, {len(actors)} who act"
    broken = sum(broken for *_, broken in told) + len(nameless)
    return Figure(sum(count for _, count, _ in told), broken, "; ".join([*wrong, words]))


async def planted(scale: Scale) -> Figure:
    """The same where nobody asks who presses."""
    with hole():
        return await matrix(scale)


PROOF: Final = Proof(
    name="T22 who may do what",
    promise="Each command and button works for those, and there, as the table says; for nobody else and nowhere else.",
    run=matrix,
    planted=planted,
    seconds=15,
    slow=True,
)
