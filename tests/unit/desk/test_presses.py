"""What stands before every button: whose it is, what refuses it and in which words, and what its work is given."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.desk import access, presses
from bot.desk.buttons import ANYBODY, Buttons, Pressed
from bot.desk.casework import cases
from bot.desk.house import Turn
from bot.desk.presses import Press
from bot.desk.seeing import leaving
from bot.desk.showing import cards
from bot.errors import ApiError
from bot.messages import NOTHING_TO_SAY, Reply, Tapped
from storage.posts import Post
from tests.promises.officer import DESK
from tests.unit.desk.wire import CHAT, HOUR, OLGA

if TYPE_CHECKING:
    from bot.desk.house import House
    from storage.audit import Deed
    from tests.unit.desk.wire import Talk, Wire

NOBODY: Final = bytes(16)
AWAY: Final = -100_555
DONE: Final = Reply(toast="done")
X: Final = "!"
"""A letter no button has."""


class Witness:
    """Stands where a function is called: what it was given, and what it answers."""

    def __init__(self, answer: Any = DONE) -> None:
        self.answer, self.given, self.named = answer, list[tuple[Any, ...]](), list[dict[str, Any]]()

    async def __call__(self, *given: Any, **named: Any) -> Any:
        self.given.append(given)
        self.named.append(named)
        return self.answer


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Witness:
    """The work of the one button X, which needs a case."""
    witness = Witness()
    stands(monkeypatch, Press(work=witness))
    return witness


def stands(monkeypatch: pytest.MonkeyPatch, press: Press) -> None:
    monkeypatch.setattr(presses, "PRESSES", {**presses.PRESSES, X: press})


def sealed(house: House, letter: str, reference: bytes, expires: int) -> str:
    return house.buttons.seal(action=Buttons.case_action(letter, reference), user=ANYBODY, chat=DESK, expires=expires)


async def press(wire: Wire, reference: bytes = NOBODY, *, letter: str = X, user: int = OLGA, data: str = "") -> Reply:
    data = data or sealed(wire.house, letter, reference, wire.now + HOUR)
    came = Tapped(chat=DESK, user=user, message=1, data=data, callback="1", name="Olga")
    return await presses.tapped(wire.house, came, wire.work())


def alert(wire: Wire, key: str, **values: str) -> Reply:
    return Reply(toast=wire.house.plain(key, **values), alert=True)


def without(wire: Wire, user: int) -> None:
    async def is_member(_chat: int, one: int) -> bool:
        return one != user

    wire.house = replace(wire.house, is_member=is_member)


def supervised(wire: Wire, *, by: int) -> None:
    async def is_supervisor(_chat: int, user: int) -> bool:
        return user == by

    wire.house = replace(wire.house, is_supervisor=is_supervisor)


@pytest.mark.parametrize("supervisor", [True, False])
async def test_the_work_is_given_who_pressed_what_and_where(
    wire: Wire, talk: Talk, work: Witness, supervisor: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervised(wire, by=OLGA)
    stands(monkeypatch, Press(work=work, supervisor=supervisor))
    assert await press(wire, talk.case_id) == DONE
    ((turn, pressing),) = work.given
    assert (turn.house, turn.work) == (wire.house, wire.work())
    assert (pressing.came.user, pressing.came.chat, pressing.letter) == (OLGA, DESK, X)
    assert (pressing.operator.user, pressing.operator.name) == (OLGA, "Olga")
    assert (pressing.reference, pressing.case, pressing.open_case) == (talk.case_id, *[await talk.case()] * 2)
    assert (pressing.supervisor, pressing.desks) == (supervisor, {DESK})


async def test_what_is_about_no_case_needs_none_and_is_given_none(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands(monkeypatch, Press(work=work, about_case=False))
    for reference in (NOBODY, talk.case_id):
        assert await press(wire, reference) == DONE
        pressing = work.given.pop()[1]
        assert (pressing.reference, pressing.case) == (reference, None)


async def test_what_is_made_ready_before_is_given_the_house_the_reference_and_the_time(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Witness()
    without(wire, CHAT)
    stands(monkeypatch, Press(work=work, before=before))
    await press(wire, talk.case_id)
    await press(wire, talk.case_id, user=CHAT)
    assert before.given == [(wire.house, talk.case_id, wire.now)]


async def test_a_button_that_is_none_of_ours_is_stale_or_forged(wire: Wire, work: Witness) -> None:
    house = wire.house
    screen = house.buttons.seal(action=Pressed("next", 1), user=ANYBODY, chat=DESK, expires=wire.now + HOUR)
    old, unknown = sealed(house, X, NOBODY, wire.now), sealed(house, "?", NOBODY, wire.now + HOUR)
    other = house.buttons.seal(action=Buttons.case_action(X, NOBODY), user=ANYBODY, chat=AWAY, expires=wire.now + HOUR)
    for data, key in (
        (screen, "button-stale"),
        (old, "button-stale"),
        (unknown, "button-stale"),
        (other, "button-forged"),
        ("nonsense", "button-forged"),
    ):
        assert await press(wire, data=data) == Reply(toast=house.plain(key))
    assert work.given == []


@pytest.mark.parametrize("elsewhere", [frozenset(), frozenset({AWAY}), None])
async def test_who_is_no_member_loses_what_he_has_unless_that_can_not_be_told(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch, elsewhere: frozenset[int] | None
) -> None:
    without(wire, CHAT)

    async def desks_of(house: House, user: int) -> frozenset[int]:
        assert (house, user) == (wire.house, CHAT)
        if elsewhere is None:
            raise ApiError
        return elsewhere

    gone = Witness()
    monkeypatch.setattr(access, "desks_of", desks_of)
    monkeypatch.setattr(leaving, "gone", gone)
    assert await press(wire, talk.case_id, user=CHAT) == alert(wire, "desk-not-yours")
    assert work.given == []
    assert [(turn.now, user) for turn, user in gone.given] == ([] if elsewhere is None else [(wire.now, CHAT)])
    assert gone.named == ([] if elsewhere is None else [{"elsewhere": elsewhere}])


async def test_of_a_member_it_is_not_asked_where_else_he_is(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    remains = Witness()
    monkeypatch.setattr(access, "remains", remains)
    assert (await press(wire, talk.case_id), remains.given) == (DONE, [])


async def test_a_press_ends_its_update(wire: Wire, work: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = list[Turn]()

    async def done(turn: Turn) -> None:
        ended.append(turn)

    monkeypatch.setattr(Turn, "done", done)
    await press(wire)
    assert [turn.work for turn in ended] == [wire.work()]


async def test_only_a_supervisor_presses_what_is_for_supervisors(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervised(wire, by=6)
    stands(monkeypatch, Press(work=work, supervisor=True, about_case=False))
    assert await press(wire) == alert(wire, "desk-press-supervisors")
    assert work.given == []
    assert await press(wire, user=6) == DONE


async def test_a_case_that_is_gone_closed_or_another_groups_is_refused(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await press(wire) == alert(wire, "desk-case-gone")
    alias = (await talk.case()).alias
    await talk.becomes(desk=AWAY)
    assert await press(wire, talk.case_id) == alert(wire, "desk-elsewhere-toast", alias=alias)
    monkeypatch.setattr(presses, "worked_here", Witness(answer=True))
    assert await press(wire, talk.case_id) == DONE
    await talk.becomes(desk=0)
    await talk.closes()
    assert await press(wire, talk.case_id) == alert(wire, "desk-reply-closed")
    assert len(work.given) == 1


async def test_whether_it_is_worked_here_is_asked_of_the_case_the_chats_and_the_chat(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Witness(answer=True)
    monkeypatch.setattr(presses, "worked_here", here)
    await press(wire, talk.case_id)
    ((turn, case, desks, chat),) = here.given
    assert (turn.house, case, desks, chat) == (wire.house, await talk.case(), {DESK}, DESK)


@pytest.mark.parametrize("own_room", [True, False])
async def test_a_merged_case_is_worked_where_its_room_is(
    wire: Wire, talk: Talk, work: Witness, monkeypatch: pytest.MonkeyPatch, own_room: bool
) -> None:
    stands(monkeypatch, Press(work=work, own_room=own_room))
    assert await press(wire, talk.case_id) == DONE
    case = await talk.case()
    await talk.becomes(into=case.id, into_alias="H3TR9A")
    monkeypatch.setattr(presses, "worked_here", Witness(answer=True))
    refused = alert(wire, "desk-is-merged", alias=case.alias, into="H3TR9A")
    assert await press(wire, talk.case_id) == (refused if own_room else DONE)


async def test_to_take_keep_and_forward_are_given_the_case_the_post_and_the_presser(
    wire: Wire, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, keep, forward = Witness(), Witness(), Witness()
    monkeypatch.setattr(cases, "take", take)
    monkeypatch.setattr(cases, "keep", keep)
    monkeypatch.setattr(cases, "forward_note", forward)
    for letter in (cards.TAKE, cards.KEEP, cards.FORWARD_NOTE):
        assert await press(wire, talk.case_id, letter=letter) == DONE
    ((turn, case, operator),) = take.given
    assert (turn.house, case, operator.user) == (wire.house, await talk.case(), OLGA)
    ((turn, post),) = keep.given
    assert (turn.house, post) == (wire.house, talk.case_id)
    ((turn, post, operator),) = forward.given
    assert (turn.house, post, operator.user) == (wire.house, talk.case_id, OLGA)


@pytest.mark.parametrize("letter", [cards.CLOSE, cards.BACK])
async def test_close_shows_the_reasons_beneath_the_face_that_was_pressed_and_back_its_own(
    wire: Wire, talk: Talk, monkeypatch: pytest.MonkeyPatch, letter: str
) -> None:
    case = await talk.case()
    face = Post(id=b"f" * 16, chat=DESK, role="card", case=case.id, message=1)
    found, shown = Witness(face), Witness()
    monkeypatch.setattr(presses, "pressed_face", found)
    monkeypatch.setattr(presses, "show_face", shown)
    assert await press(wire, talk.case_id, letter=letter) == NOTHING_TO_SAY
    ((turn, came),) = found.given
    assert (turn.house, came.user, came.message) == (wire.house, OLGA, 1)
    ((turn, *what),) = shown.given
    reasons = cards.reasons_keyboard(wire.house, case, wire.now, chat=DESK) if letter == cards.CLOSE else None
    assert (turn.house, what) == (wire.house, [case, face, reasons])
    for answer in (None, replace(face, case=b"z" * 16)):
        found.answer = answer
        assert await press(wire, talk.case_id, letter=letter) == alert(wire, "desk-old-message")
    assert len(shown.given) == 1


async def test_the_reasons_stand_for_the_chat_of_the_face_even_where_telegram_moved_it(
    wire: Wire, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = -100_777
    wire.house = replace(wire.house, home=lambda chat: moved if chat == AWAY else chat)
    face = Post(id=b"f" * 16, chat=AWAY, role="card", case=talk.case_id, message=1)
    shown = Witness()
    monkeypatch.setattr(presses, "pressed_face", Witness(face))
    monkeypatch.setattr(presses, "show_face", shown)
    await press(wire, talk.case_id, letter=cards.CLOSE)
    assert shown.given[0][3] == cards.reasons_keyboard(wire.house, await talk.case(), wire.now, chat=moved)


async def test_closing_is_told_the_reason_and_noted_once_the_case_is_closed(
    wire: Wire, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, still = await talk.case(), Witness()
    with monkeypatch.context() as patched:
        patched.setattr(cases, "close", still)
        for letter in cards.REASON_LETTERS:
            assert await press(wire, talk.case_id, letter=letter) == DONE
    assert [(turn.house, one, reason) for turn, one, reason in still.given] == [
        (wire.house, case, reason) for reason in cards.REASON_LETTERS.values()
    ]
    assert await deeds_of_closing(wire) == []
    await wire.house.database.transact(lambda tx: wire.house.cases.drop_words(tx, talk.case_id))
    assert await press(wire, talk.case_id, letter="1") == Reply(toast=wire.house.plain("desk-closed"))
    assert [(deed.actor, deed.case) for deed in await deeds_of_closing(wire)] == [
        (wire.house.audit.pseudonym(OLGA), case.alias)
    ]


async def deeds_of_closing(wire: Wire) -> list[Deed]:
    every = await wire.house.database.transact(wire.house.audit.deeds)
    return [deed for deed in every if deed.action == "closed"]


def test_a_toast_names_what_it_is_told_and_is_no_alert_unless_told(wire: Wire) -> None:
    turn: Any = SimpleNamespace(house=wire.house)
    wanted = wire.house.plain("desk-elsewhere-toast", alias="K7WQ2M")
    assert presses.toast(turn, "desk-elsewhere-toast", alias="K7WQ2M") == Reply(toast=wanted)
    assert presses.toast(turn, "desk-case-gone", alert=True) == alert(wire, "desk-case-gone")
