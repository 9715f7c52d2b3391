"""A request word by word: what refuses it, what is kept of it, what is said and shown of it, and what ends it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import orders, presses
from bot.desk.buttons import Buttons
from bot.desk.house import Turn
from bot.desk.seeing import requests
from bot.messages import Edit, Said, Send, Tapped
from storage import age, forgetting
from storage.cases import NewCase
from storage.forgetting import Lost
from storage.requests import Request, RequestKind, RequestState
from tests.promises.officer import DESK
from tests.unit.desk.wire import HOUR, OLGA

if TYPE_CHECKING:
    from storage.audit import Deed
    from tests.unit.desk.wire import Talk, Wire

PETRO, DAY = 6, 24 * HOUR
GRANT, STOP = "r", "u"


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was put into the outbox, each message under the same id."""
    items = list[Any]()

    async def noted(_turn: Turn, item: Any) -> None:
        items.append(replace(item, post=b"") if isinstance(item, Send) else item)

    monkeypatch.setattr(Turn, "put", noted)
    return items


async def open_ones(wire: Wire) -> list[Request]:
    return await wire.house.database.transact(wire.house.requests.all)


async def deeds(wire: Wire) -> list[Deed]:
    return await wire.house.database.transact(wire.house.audit.deeds)


async def orders_it(wire: Wire, text: str, **how: Any) -> None:
    """A command of Olga's, and nothing that follows from it."""
    came = replace(Said(chat=DESK, user=OLGA, message=77, text=text, name="Olga"), **how)
    await orders.obey(wire.house, came, wire.work(), private=False)


def beneath(text: str) -> Send:
    return Send(post=b"", chat=DESK, text=text, html=True, role="notice", silent=True, reply_message=77)


async def test_what_can_not_be_asked_for_is_said_word_by_word(wire: Wire, talk: Talk, put: list[Any]) -> None:
    say, listed = wire.house.say, wire.house.cases.sealed_to
    many = [f"AAAA{one:02}".replace("0", "B").replace("1", "C") for one in range(21)]
    known = (await talk.case()).alias
    put.clear()
    for text, key, values in (
        ("/export", "desk-export-which", {"most": 20}),
        (f"/export {' '.join(dict.fromkeys(many))}", "desk-export-which", {"most": 20}),
        (f"/export {known} zzzzzz yyyyyy zzzzzz", "desk-export-unknown", {"aliases": "ZZZZZZ, YYYYYY"}),
        ("/recipient", "desk-recipients", {"count": len(listed), "keys": "\n".join(listed)}),
        (f"/recipient {listed[0]}", "desk-recipients", {"count": len(listed), "keys": "\n".join(listed)}),
        ("/recipient add ", "desk-recipients", {"count": len(listed), "keys": "\n".join(listed)}),
        ("/recipient add age1no", "desk-recipient-wrong", {}),
        (f"/recipient add {listed[0]}", "desk-recipient-there", {}),
    ):
        await orders_it(wire, text)
        assert (put.pop(), put) == (beneath(say(key, **values)), []), text
    wire.house = replace(wire.house, recipients_fixed=True)
    await orders_it(wire, f"/recipient add {age.new_identity().recipient}")
    assert put == [beneath(say("desk-recipient-fixed"))]
    assert await open_ones(wire) == []


async def test_recipients_are_told_one_a_line(wire: Wire, put: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(wire.house.cases), "sealed_to", ("age1anna", "age1boris"))
    put.clear()
    await orders_it(wire, "/recipient")
    assert put == [beneath(wire.house.say("desk-recipients", count=2, keys="age1anna\nage1boris"))]


async def test_twenty_cases_are_asked_for_and_of_unknown_ones_twenty_are_named(
    wire: Wire, put: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    aliases = [f"A2B3{a}{b}" for a in "CDEF" for b in "GHJKM"]
    put.clear()
    await orders_it(wire, f"/export {' '.join(aliases)}")
    assert put == [beneath(wire.house.say("desk-export-unknown", aliases=", ".join(aliases)))]

    async def known(*_: Any) -> bool:
        return True

    monkeypatch.setattr(requests, "_spoken_of", known)
    await orders_it(wire, f"/export {' '.join(aliases)}")
    assert [one.about for one in await open_ones(wire)] == [tuple(aliases)]


async def test_a_request_is_noted_with_all_that_is_known_of_it_and_the_loop_is_woken(
    wire: Wire, talk: Talk, put: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def counts(tx: Any) -> Lost:
        assert tx is not None
        return Lost(cases=1, drafts=2, waiting=3, unsent=4)

    monkeypatch.setattr(forgetting, "counts", counts)
    woken = list[int]()
    wire.house = replace(wire.house, wake_requests=lambda: woken.append(1))
    alias, key = (await talk.case()).alias, age.new_identity().recipient
    put.clear()
    for text, kind, about, lasts in (
        (f"/export {alias.lower()} {alias}", RequestKind.EXPORT, (alias,), DAY),
        (f"/recipient add  {key} ", RequestKind.RECIPIENT, (key,), DAY),
        ("/forget_keys", RequestKind.FORGET, ("1", "2", "3", "4"), 300),
    ):
        await orders_it(wire, text)
        (request,) = await open_ones(wire)
        assert (request.kind, request.about) == (kind, about)
        assert (request.asker, request.asker_name, request.desk) == (OLGA, "Olga", DESK)
        assert (request.due, request.state, len(request.id)) == (wire.now + lasts, "new", 16)
        assert (request.alone, request.post, request.granter) == (False, None, None)
        assert (put.pop(), put) == (beneath(wire.house.say("desk-request-noted")), [])
        await wire.house.database.transact(lambda tx, one=request: wire.house.requests.drop(tx, one))  # type: ignore[misc]
    assert len(woken) == 3
    asked = [(deed.action, deed.actor) for deed in await deeds(wire) if deed.action.endswith("_asked")]
    olga = wire.house.audit.pseudonym(OLGA)
    assert asked == [("export_asked", olga), ("recipient_asked", olga), ("forget_asked", olga)]


async def test_in_a_cases_room_its_export_needs_no_alias(wire: Wire, talk: Talk) -> None:
    (room,) = [post for post in await talk.posts() if post.role == "topic"]
    await orders_it(wire, "/export", thread=room.message)
    assert [one.about for one in await open_ones(wire)] == [((await talk.case()).alias,)]


async def test_a_case_of_another_chat_is_not_spoken_of_until_it_is_closed(wire: Wire, talk: Talk) -> None:
    open_one = await talk.case()
    new = NewCase(kind="question", door="question", language="en", answers=(), bot=open_one.bot, chat=4_300)
    own = await wire.house.database.transact(lambda tx: wire.house.cases.open(tx, new, now=wire.now))
    both = f"/export {own.alias} {open_one.alias}"
    await talk.becomes(desk=-100_555)
    await orders_it(wire, f"/export {open_one.alias}")
    await orders_it(wire, both)
    assert await open_ones(wire) == []
    await talk.becomes(desk=open_one.desk)
    await talk.closes()
    await orders_it(wire, both)
    assert [one.about for one in await open_ones(wire)] == [(own.alias, open_one.alias)]


ASKED = Request(
    id=b"r" * 16,
    kind=RequestKind.EXPORT,
    about=("K7WQ2M", "H3TR9A"),
    asker=OLGA,
    asker_name="Olga <O>",
    desk=DESK,
    due=1_800_000_000,
    state=RequestState.ASKED,
)
WHEN = "15.01. 08:00"


@pytest.mark.parametrize("alone", [True, False])
def test_the_announcement_says_who_asks_for_what_and_until_when(wire: Wire, alone: bool) -> None:
    say = wire.house.say
    first, last = say("desk-request", name="Olga <O>"), say(f"desk-request-{'alone' if alone else 'two'}", time=WHEN)
    for request, what in (
        (ASKED, say("desk-request-export", about="K7WQ2M, H3TR9A")),
        (replace(ASKED, kind=RequestKind.RECIPIENT, about=("age1x",)), say("desk-request-recipient", about="age1x")),
        (
            replace(ASKED, kind=RequestKind.FORGET, about=("1", "2", "3", "4")),
            say("desk-request-forget", cases="1", drafts="2", waiting="3", unsent="4"),
        ),
    ):
        told = requests.announcement(wire.house, replace(request, alone=alone))
        assert told == f"{first} {what}\n{last}"
    with pytest.raises(ValueError, match="zip"):
        requests.announcement(wire.house, replace(ASKED, kind=RequestKind.FORGET))


def test_beneath_it_stand_confirm_and_stop_for_its_own_chat(wire: Wire) -> None:
    elsewhere = replace(ASKED, desk=-100_555)
    rows = requests.keyboard(wire.house, elsewhere, wire.now)
    opened = [
        (one.label, wire.house.buttons.open(one.data or "", user=1, chat=-100_555, now=wire.now)) for (one,) in rows
    ]
    assert opened == [
        (wire.house.plain("desk-button-grant"), Buttons.case_action(GRANT, ASKED.id)),
        (wire.house.plain("desk-button-stop"), Buttons.case_action(STOP, ASKED.id)),
    ]


async def pressed(wire: Wire, letter: str, user: int) -> Any:
    """A button of the request above, pressed by N6."""
    data = wire.house.buttons.seal(
        action=Buttons.case_action(letter, ASKED.id), user=0, chat=DESK, expires=wire.now + HOUR
    )
    came = Tapped(chat=DESK, user=user, message=1, data=data, callback="1", name="N6")
    return await presses.tapped(wire.house, came, wire.work())


async def keeps(wire: Wire, request: Request) -> None:
    await wire.house.database.transact(lambda tx: wire.house.requests.save(tx, request))


async def test_who_confirms_is_told_and_shown_and_wakes_the_loop(wire: Wire, put: list[Any]) -> None:
    woken, house = list[int](), wire.house
    wire.house = replace(house, wake_requests=lambda: woken.append(1))
    asked = replace(ASKED, due=wire.now + 1, post=b"a" * 16)
    await keeps(wire, asked)
    put.clear()
    own = await pressed(wire, GRANT, OLGA)
    assert (own.toast, own.alert, put, woken) == (house.plain("desk-request-own"), True, [], [])
    done = await pressed(wire, GRANT, PETRO)
    assert (done.toast, done.alert, woken) == (house.plain("desk-request-granted-toast"), False, [1])
    granted = replace(asked, state=RequestState.GRANTED, granter=PETRO)
    assert await open_ones(wire) == [granted]
    text = f"{requests.announcement(house, granted)}\n{house.say('desk-request-granted', name='N6')}"
    assert put == [Edit(post=b"a" * 16, html=True, text=text)]
    (deed,) = [one for one in await deeds(wire) if one.action == "export_granted"]
    assert deed.actor == house.audit.pseudonym(PETRO)
    put.clear()
    for letter in (GRANT, STOP):
        late = await pressed(wire, letter, PETRO)
        assert (late.toast, late.alert, put) == (house.plain("desk-request-gone"), True, [])


@pytest.mark.parametrize("request_", [replace(ASKED, due=2**40, state=RequestState.NEW), replace(ASKED, due=0)])
async def test_what_is_not_announced_or_lapsed_can_not_be_confirmed(wire: Wire, request_: Request) -> None:
    kept = replace(request_, due=request_.due or wire.now)
    await keeps(wire, kept)
    reply = await pressed(wire, GRANT, PETRO)
    assert (reply.toast, reply.alert) == (wire.house.plain("desk-request-gone"), True)
    assert await open_ones(wire) == [kept]


@pytest.mark.parametrize("post", [b"a" * 16, None])
async def test_whoever_stops_it_is_named_beneath_the_announcement(
    wire: Wire, put: list[Any], post: bytes | None
) -> None:
    house, asked = wire.house, replace(ASKED, post=post)
    await keeps(wire, asked)
    put.clear()
    reply = await pressed(wire, STOP, 77)
    assert (reply.toast, reply.alert) == (house.plain("desk-request-stopped-toast"), False)
    assert put == ended(wire, asked, house.say("desk-request-stopped", name="N6"))
    assert await open_ones(wire) == []
    (deed,) = [one for one in await deeds(wire) if one.action == "request_stopped"]
    assert deed.actor == house.audit.pseudonym(77)


def ended(wire: Wire, asked: Request, outcome: str) -> list[Any]:
    """What tells of a request's end: its announcement changed, and a line beneath it."""
    text = f"{requests.announcement(wire.house, asked)}\n{outcome}"
    edit = [] if asked.post is None else [Edit(post=asked.post, html=True, text=text)]
    return [*edit, Send(post=b"", chat=DESK, html=True, role="notice", text=outcome, reply_to=asked.post)]


async def test_only_what_he_asked_for_ends_when_its_asker_leaves(wire: Wire, put: list[Any]) -> None:
    other = replace(ASKED, id=b"s" * 16, asker=PETRO)
    asked = replace(ASKED, post=b"a" * 16)
    await keeps(wire, asked)
    await keeps(wire, other)
    put.clear()
    await wire.house.database.transact(lambda tx: requests.left(Turn(wire.house, tx, wire.work()), OLGA))
    assert put == ended(wire, asked, wire.house.say("desk-request-left", name="Olga <O>"))
    assert await open_ones(wire) == [other]
