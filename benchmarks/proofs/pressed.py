"""T8: a button serves one person in one chat for a time, however the data comes back.

Each attempt goes through what reads a press on either side, the desk's and the person's; a few hundred of them also
through the whole program, handlers and rows, with a witness in the place of what a button does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import cycle
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from benchmarks.proofs import Figure, Proof, Scale
from benchmarks.proofs.bare_store import bare_store
from benchmarks.proofs.forgeries import ANNA, DESKS, EXPIRES, GROUP, KEY, NOW, REV, Attempt, attempts, replays
from bot.desk import presses
from bot.desk.buttons import ANYBODY, Buttons, CaseAction, Pressed
from bot.desk.showing import cards
from bot.desk.talks import intake
from bot.errors import ButtonError
from bot.flows import engine
from bot.messages import Tapped, Work
from tests.promises.officer import DESK
from tests.promises.test_who_may_do_what import BOT, OPERATOR, PERSON_A, Actor, Front, housed, watched
from tests.switched import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.desk.buttons import Action
    from bot.desk.house import House

COUNTS: Final = {Scale.FULL: 100_000, Scale.SMALL: 3_000}
WHOLE: Final = {Scale.FULL: 480, Scale.SMALL: 48}
GROUP_SIDE, PERSON_SIDE = Actor("operator", OPERATOR, DESK), Actor("person", PERSON_A, PERSON_A)


class BlindToChats(Buttons):
    """Planted: the tag covers the person alone."""

    def _seal(self, body: bytes, user: int, chat: int) -> bytes:  # noqa: ARG002 - the fault itself
        return super()._seal(body, user, 0)


def opens(buttons: Buttons, one: Attempt) -> bool:
    """Whether either side takes a press for a true one, or ends in anything but a named refusal."""
    came = Tapped(chat=one.chat, user=one.user, message=1, data=one.data, callback="c", name="N")
    house: Any = SimpleNamespace(buttons=buttons, home=lambda chat: chat)
    turn = SimpleNamespace(house=house, now=one.now)
    scene: Any = SimpleNamespace(turn=turn, talk=SimpleNamespace(rev=REV))
    try:
        if one.kind != DESKS:
            _, _, fault = presses._opened(house, came, Work(BOT, 1, one.now))  # noqa: SLF001 - the real way in
            if fault is None:
                return True
        intake._pressed(scene, came)  # noqa: SLF001 - as above
    except ButtonError:
        return False
    except Exception:  # noqa: BLE001 - a crash is as bad as an opened door
        return True
    return True


def tried(buttons: Buttons, scale: Scale) -> Iterator[tuple[str, bool]]:
    """Every attempt at the readers, and whether it was let in."""
    count = COUNTS[scale]
    for one in (*attempts(buttons, count * 9 // 10), *replays(buttons, count // 10)):
        yield one.kind, opens(buttons, one)


def honest(buttons: Buttons) -> bool:
    """Whether true buttons do open: else nothing is shown by all the refusals."""
    ways = [(Pressed("x", REV), ANNA, ANNA), (CaseAction("t", bytes(16)), ANYBODY, GROUP)]
    data = [(buttons.seal(action=what, user=user, chat=chat, expires=EXPIRES), chat) for what, user, chat in ways]
    return all(opens(buttons, Attempt("true", one, chat=chat)) for one, chat in data)


async def through(house: House, scale: Scale) -> list[tuple[str, bool]]:
    """Some of them through the handlers, from an operator's group and from a person's chat."""
    front, engaged = Front(house), []

    def step(*told: Any) -> Any:
        engaged.append(told)
        return _step(*told)

    async def does(one: Attempt) -> bool:
        before = len(done) + len(engaged)
        await front.presses(GROUP_SIDE if one.chat == DESK else PERSON_SIDE, one.data)
        return len(done) + len(engaged) > before

    _step = engine.step
    with watched() as done, patch.object(engine, "step", step):
        await front.says(PERSON_SIDE, "/start")
        for one in _true(house):
            assert await does(one), one.kind  # noqa: S101 - the witnesses stand where they should
        return [(f"whole: {one.kind}", await does(one)) for one in _some(house, scale)]


def _true(house: House) -> Iterator[Attempt]:
    """One press on either side that does something."""
    for chat in (DESK, PERSON_A):
        yield Attempt("true", _sealed(house, chat, chat=chat, expires=EXPIRES), chat=chat)


def _sealed(house: House, side: int, *, chat: int, expires: int) -> str:
    """A button of that side which works whatever its case or its screen."""
    if side == DESK:
        action: Action = CaseAction(cards.KEEP, bytes(16))
        return house.buttons.seal(action=action, user=ANYBODY, chat=chat, expires=expires)
    return house.buttons.seal(action=Pressed("home", 0), user=side, chat=chat, expires=expires)


def _some(house: House, scale: Scale) -> Iterable[Attempt]:
    """The attempts of the readers, with chats and buttons of this line."""
    sides = cycle((PERSON_A, DESK))
    for one, side in zip(attempts(house.buttons, WHOLE[scale], anna=PERSON_A, group=DESK), sides, strict=False):
        data = one.data
        if one.kind in {"another person", "another chat"}:
            data = _sealed(house, side, chat=side + 1, expires=EXPIRES)
        elif one.kind == "expired":
            data = _sealed(house, side, chat=side, expires=NOW)
        yield Attempt(one.kind, data, chat=side)


async def _carried_out(buttons: Buttons, scale: Scale) -> Figure:
    assert honest(buttons)  # noqa: S101 - see `honest`
    told = list(tried(buttons, scale))
    async with bare_store() as store:
        house = replace(housed(store, shipped()), buttons=type(buttons)(store.keyring.button_key))
        told += await through(house, scale)
        await house.kitchen.close()
    kinds, accepted = Counter(kind for kind, _ in told), Counter(kind for kind, let in told if let)
    broken = [f"{kind} accepted {count}" for kind, count in accepted.items()]
    whole = sum(count for kind, count in kinds.items() if kind.startswith("whole"))
    words = f"{whole} through the whole program; " + ", ".join(f"{kind} {count:,}" for kind, count in kinds.items())
    return Figure(len(told), accepted.total(), "; ".join([*broken, words]))


async def run(scale: Scale) -> Figure:
    """Everything of `forgeries.py`."""
    return await _carried_out(Buttons(KEY), scale)


async def planted(scale: Scale) -> Figure:
    """The same where the tag does not cover the chat."""
    return await _carried_out(BlindToChats(KEY), scale)


PROOF: Final = Proof(
    name="T8 buttons",
    promise="No forged, foreign, expired, respelt or replayed button does anything.",
    run=run,
    planted=planted,
    seconds=20,
    slow=True,
)
