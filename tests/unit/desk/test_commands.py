"""What stands before every command: what is one, who may give it where, the case it is about, how it is answered."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.desk import access, commands
from bot.desk.commands import Asked, Command, Place
from bot.desk.house import Turn
from bot.desk.seeing import leaving
from bot.errors import ApiError
from bot.messages import NOTHING_TO_SAY, Media, Said, Send
from tests.promises.officer import DESK
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from bot.desk.house import House
    from tests.unit.desk.wire import Talk, Wire

AWAY: Final = -100_555


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[Send]:
    """What was put into the outbox, each under the same id."""
    items = list[Send]()

    async def noted(_turn: Turn, item: Any) -> None:
        items.append(replace(item, post=b""))

    monkeypatch.setattr(Turn, "put", noted)
    return items


def said(text: str, **how: Any) -> Said:
    return replace(Said(chat=DESK, user=OLGA, message=77, text=text, name="Olga"), **how)


def line(text: str, **how: Any) -> Send:
    """One line beneath the command, as all of them are."""
    beneath = Send(post=b"", chat=DESK, text=text, html=True, role="notice", silent=True, reply_message=77)
    return replace(beneath, **how)


class Given:
    """A command's work: what it was given."""

    def __init__(self) -> None:
        self.turns, self.asked = list[Turn](), list[Asked]()

    async def __call__(self, turn: Turn, asked: Asked) -> None:
        self.turns.append(turn)
        self.asked.append(asked)


async def gives(wire: Wire, came: Said, *, private: bool = False, **how: Any) -> Given:
    work = Given()
    known = {"do": Command(name="do", work=work, **how)}
    assert await commands.run(wire.house, came, wire.work(), known, private=private) == NOTHING_TO_SAY
    return work


def led_by(wire: Wire, *supervisors: int) -> None:
    async def is_supervisor(_chat: int, user: int) -> bool:
        return user in supervisors

    wire.house = replace(wire.house, is_supervisor=is_supervisor)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/help", ("help", "")),
        ("/HELP", ("help", "")),
        ("/note  two words ", ("note", "two words")),
        ("/note@Line_Bot two\nlines", ("note", "two\nlines")),
        ("/note@other_bot two", None),
        ("/case_k7wq2m", ("case", "K7WQ2M")),
        ("/case_k7wq2m all", ("case", "K7WQ2M all")),
        ("/case_k7_wq", ("case", "K7_WQ")),
        ("/case_", ("case_", "")),
        ("/case K7WQ2M", ("case", "K7WQ2M")),
        ("/forget_keys", ("forget_keys", "")),
        ("/forget_keys now", ("forget_keys", "now")),
        ("help", None),
        ("a /help", None),
        ("/note: two", None),
        (f"/{'a' * 33}", None),
    ],
)
def test_what_is_a_command_to_this_bot(text: str, named: tuple[str, str] | None) -> None:
    assert commands.named(said(text), "line_bot") == named
    assert commands.named(said(text, edited=True), "line_bot") is None
    assert commands.named(said(text, media=Media(kind="photo", file_id="f")), "line_bot") is None


def test_a_case_that_must_be_there_is_given_back_or_missed() -> None:
    with pytest.raises(LookupError):
        commands.there(None)
    case: Any = object()
    assert commands.there(case) is case


async def test_the_work_is_given_who_asks_what_and_where(wire: Wire, put: list[Send]) -> None:
    led_by(wire, OLGA)
    for private in (False, True):
        came = said("/do some words", chat=OLGA if private else DESK, language="ru")
        work = await gives(wire, came, private=private)
        (turn,), (asked,) = work.turns, work.asked
        assert (turn.house, turn.work) == (wire.house, wire.work())
        assert (asked.came, asked.private, asked.words, asked.case) == (came, private, "some words", None)
        assert (asked.operator.user, asked.operator.name, asked.operator.started) == (OLGA, "Olga", private)
        assert (asked.supervisor, asked.desks, asked.led) == (True, frozenset({DESK}), frozenset({DESK}))
    assert put == []
    led_by(wire)
    (asked,) = (await gives(wire, said("/do"))).asked
    assert (asked.supervisor, asked.led) == (False, frozenset())


async def test_of_a_member_it_is_not_asked_where_else_he_is(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(access, "remains", never)
    assert len((await gives(wire, said("/do"))).asked) == 1


async def test_what_is_no_command_has_neither_name_nor_words(wire: Wire) -> None:
    work = Given()
    await commands.run(wire.house, said("do it"), wire.work(), {"": Command(name="", work=work)}, private=False)
    assert [asked.words for asked in work.asked] == [""]


async def test_a_command_ends_its_update(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = list[Turn]()

    async def done(turn: Turn) -> None:
        ended.append(turn)

    monkeypatch.setattr(Turn, "done", done)
    await gives(wire, said("/do"))
    assert [turn.work for turn in ended] == [wire.work()]


@pytest.mark.parametrize("elsewhere", [frozenset(), frozenset({AWAY}), None])
async def test_who_is_no_member_is_told_and_loses_what_he_has_unless_that_can_not_be_told(
    wire: Wire, put: list[Send], monkeypatch: pytest.MonkeyPatch, elsewhere: frozenset[int] | None
) -> None:
    lost = list[tuple[int, int, Any]]()

    async def is_member(_chat: int, _user: int) -> bool:
        return False

    async def desks_of(house: House, user: int) -> frozenset[int]:
        assert (house, user) == (wire.house, OLGA)
        if elsewhere is None:
            raise ApiError
        return elsewhere

    async def gone(turn: Turn, user: int, *, elsewhere: Any) -> None:
        lost.append((turn.now, user, elsewhere))

    wire.house = replace(wire.house, is_member=is_member)
    monkeypatch.setattr(access, "desks_of", desks_of)
    monkeypatch.setattr(leaving, "gone", gone)
    assert (await gives(wire, said("/do"))).asked == []
    assert put == [line(wire.house.say("desk-command-members"))]
    assert lost == ([] if elsewhere is None else [(wire.now, OLGA, elsewhere)])


async def test_an_anonymous_admin_is_told_that_he_acts_for_nobody(
    wire: Wire, put: list[Send], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    for name in ("works_here", "remains", "led"):
        monkeypatch.setattr(access, name, never)
    monkeypatch.setattr(leaving, "gone", never)
    assert (await gives(wire, said("/do", anonymous=True))).asked == []
    assert put == [line(wire.house.say("desk-command-anonymous"))]


async def test_what_is_unknown_out_of_place_or_for_supervisors_is_said(wire: Wire, put: list[Send]) -> None:
    led_by(wire)
    say = wire.house.say
    await gives(wire, said("/what"))
    await gives(wire, said("/do"), places=frozenset({Place.PRIVATE}))
    await gives(wire, said("/do"), supervisor=True)
    await gives(wire, said("/do", chat=OLGA, language="ru"), places=frozenset({Place.GROUP}), private=True)
    russian = wire.house.texts.say("ru", "desk-command-not-private", name="do")
    assert put == [
        line(say("desk-command-unknown", name="what")),
        line(say("desk-command-not-group", name="do")),
        line(say("desk-command-supervisors", name="do")),
        line(russian, chat=OLGA, protect=True),
    ]


async def test_a_command_about_a_case_needs_one_that_is_open_and_here(wire: Wire, talk: Talk, put: list[Send]) -> None:
    case, say = await talk.case(), wire.house.say
    (asked,) = (await gives(wire, said(f"/do {case.alias.lower()}  some words"), about_case=True)).asked
    assert (asked.case, asked.open_case, asked.words) == (case, case, "some words")
    assert (await gives(wire, said("/do ZZZZZZ words"), about_case=True)).asked == []
    await talk.becomes(desk=AWAY)
    for about in (True, False):
        assert (await gives(wire, said(f"/do {case.alias}"), about_case=about)).asked == []
    elsewhere = line(say("desk-command-elsewhere", alias=case.alias))
    assert put == [line(say("desk-command-which", name="do")), elsewhere, elsewhere]


async def test_a_closed_case_is_no_open_one_and_nobody_leads_or_hides_it(
    wire: Wire, talk: Talk, put: list[Send]
) -> None:
    alias = (await talk.case()).alias
    await talk.closes()
    put.clear()
    assert (await gives(wire, said(f"/do {alias}"), about_case=True)).asked == []
    assert put == [line(wire.house.say("desk-command-closed", alias=alias))]
    (asked,) = (await gives(wire, said(f"/do {alias}"), supervisor=True)).asked
    assert asked.case is not None
    assert (asked.case.alias, asked.case.hot) == (alias, False)


async def test_a_supervisor_of_another_chat_is_none_for_an_open_case_of_this(
    wire: Wire, talk: Talk, put: list[Send], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def leads(_house: House, _came: Said) -> frozenset[int]:
        return frozenset({AWAY})

    monkeypatch.setattr(access, "led", leads)
    alias = (await talk.case()).alias
    assert (await gives(wire, said(f"/do {alias}"), supervisor=True)).asked == []
    assert put == [line(wire.house.say("desk-command-supervisors", name="do"))]
    assert len((await gives(wire, said("/do"), supervisor=True)).asked) == 1
    assert len((await gives(wire, said(f"/do {alias}"))).asked) == 1
    await talk.closes()
    assert len((await gives(wire, said(f"/do {alias}"), supervisor=True)).asked) == 1


async def test_the_case_is_the_one_whose_room_or_message_it_is_where_no_alias_names_one(
    wire: Wire, talk: Talk, put: list[Send]
) -> None:
    case = await talk.case()
    (room,) = [post for post in await talk.posts() if post.role == "topic"]
    head = next(post for post in await talk.posts() if post.role == "head")
    for how in ({"thread": room.message}, {"reply_to": head.message}):
        (asked,) = (await gives(wire, said("/do two words", **how))).asked
        assert (asked.case, asked.words) == (case, "two words")
    (asked,) = (await gives(wire, said("/do two words"))).asked
    assert (asked.case, put) == (None, [])


def test_an_answer_speaks_the_desks_language_and_privately_the_writers_and_is_protected(wire: Wire) -> None:
    turn: Any = SimpleNamespace(house=wire.house)
    for private, came, language in (
        (False, said("/do", language="ru"), "en"),
        (True, said("/do", chat=OLGA, language="ru"), "ru"),
        (True, said("/do", chat=OLGA), "en"),
    ):
        asked: Any = SimpleNamespace(came=came, private=private)
        assert commands.language_of(turn, asked) == language
        text = commands.in_words(turn, asked, "desk-command-unknown", name="<b>")
        assert text == wire.house.texts.say(language, "desk-command-unknown", name="<b>")
        assert len(commands.beneath(turn, asked, text).post) == 16
        wanted = line(text, chat=came.chat, protect=private)
        assert replace(commands.beneath(turn, asked, text), post=b"") == wanted
