"""The table of what becomes of a refused row, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.delivery.faults import ApiFault, ApiUnreachable, Unsendable, pause, shortened
from bot.delivery.verdicts import HOLDS, WAITS, Act, Verdict, after, decide, maybe_taken
from bot.messages import CloseTopic, Delete, Edit, Erase, Leave, Menu, OpenTopic, Outgoing, React, Send

if TYPE_CHECKING:
    from bot.errors import ApiError

P = bytes(16)
SEND = Send(post=P, chat=1, text="x")
TOPICAL = Send(post=P, chat=-1, text="x", topic=P)
EDIT = Edit(post=P, text="x")
DELETE = Delete(post=P)
ERASE = Erase(chat=1, messages=(1,))
REACT = React(chat=1, message=1, emoji="x")
TOPIC = OpenTopic(post=P, chat=-1, title="x")
CLOSE = CloseTopic(post=P)


def bad(description: str) -> ApiFault:
    return ApiFault("m", 400, "Bad Request: " + description)


TABLE: list[tuple[ApiError, Outgoing, Act]] = [
    (ApiFault("m", 429, "Too Many Requests: retry after 7", retry_after=7), SEND, Act.PAUSE),
    (ApiFault("m", 429), SEND, Act.PAUSE),
    (ApiFault("m", 403, "Forbidden: bot was blocked by the user"), SEND, Act.UNREACHABLE),
    (ApiFault("m", 403, "Forbidden: bot was kicked from the supergroup chat"), EDIT, Act.UNREACHABLE),
    (bad("message is not modified: specified new message content and reply markup are the same"), EDIT, Act.DONE),
    (bad("message to delete not found"), DELETE, Act.DONE),
    (bad("message to delete not found"), ERASE, Act.DONE),
    (bad("MESSAGE_ID_INVALID"), REACT, Act.DONE),
    (bad("message to react not found"), REACT, Act.DONE),
    (bad("query is too old and response timeout expired or query ID is invalid"), EDIT, Act.DONE),
    (bad("message is not modified"), SEND, Act.DEAD),
    (bad("message to edit not found"), EDIT, Act.ANEW),
    (bad("message can't be edited"), EDIT, Act.ANEW),
    (bad("message thread not found"), TOPICAL, Act.REOPEN),
    (bad("TOPIC_DELETED"), TOPICAL, Act.REOPEN),
    (bad("message thread not found"), CLOSE, Act.DONE),
    (bad("TOPIC_NOT_MODIFIED"), CLOSE, Act.DONE),
    (bad("message thread not found"), SEND, Act.DEAD),
    (bad("message can't be deleted for everyone"), DELETE, Act.MISSED),
    (bad("the chat is not a forum"), TOPIC, Act.DEAD),
    (bad("chat not found"), SEND, Act.DEAD),
    (bad('can\'t parse entities: Unsupported start tag "x"'), SEND, Act.DEAD),
    (
        ApiFault("m", 400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=-100),
        SEND,
        Act.FOLLOW,
    ),
    (ApiFault("m", 500, "Internal Server Error"), SEND, Act.AGAIN),
    (ApiFault("m", 502, "Bad Gateway"), DELETE, Act.AGAIN),
    (ApiFault("m", 409, "Conflict"), SEND, Act.AGAIN),
    (ApiFault("m", 404, "Not Found: method not found"), SEND, Act.DEAD),
    (ApiUnreachable("m"), SEND, Act.AGAIN),
    (Unsendable("too long"), SEND, Act.DEAD),
]


@pytest.mark.parametrize(("fault", "item", "act"), TABLE)
def test_each_refusal_has_its_act(fault: ApiError, item: Outgoing, act: Act) -> None:
    assert decide(fault, item, 1).act is act


FORBIDDEN = ApiFault("m", 403, "Forbidden: bot was kicked from the supergroup chat")
NO_RIGHT = bad("not enough rights to send text messages to the chat")


@pytest.mark.parametrize(
    ("fault", "item", "act"),
    [
        (FORBIDDEN, TOPICAL, Act.HOLD),
        (FORBIDDEN, EDIT, Act.HOLD),
        (FORBIDDEN, TOPIC, Act.HOLD),
        (FORBIDDEN, Leave(chat=-1), Act.DONE),
        (FORBIDDEN, Menu(chat=1), Act.DONE),
        (NO_RIGHT, TOPICAL, Act.HOLD),
        (bad("CHAT_WRITE_FORBIDDEN"), TOPIC, Act.HOLD),
        (bad("have no rights to send a message"), TOPICAL, Act.HOLD),
        (bad("not enough rights to create a topic"), TOPIC, Act.DEAD),
    ],
)
def test_a_group_that_lets_us_write_nothing_is_waited_for(fault: ApiError, item: Outgoing, act: Act) -> None:
    assert decide(fault, item, 1, chat=-1).act is act


def test_the_waits_for_a_group_grow_to_ten_minutes_and_a_private_chat_gets_none() -> None:
    assert [decide(FORBIDDEN, TOPICAL, tries, chat=-1).wait for tries in (1, 2, 3, 99)] == [30, 60, 120, HOLDS[-1]]
    assert decide(FORBIDDEN, SEND, 1, chat=1).act is Act.UNREACHABLE
    assert decide(NO_RIGHT, SEND, 1, chat=1).act is Act.DEAD


def test_a_flood_waits_as_long_as_telegram_says() -> None:
    assert decide(ApiFault("m", 429, retry_after=7), SEND, 1) == Verdict(Act.PAUSE, 7)


def test_an_upgraded_chat_is_followed_but_not_for_ever() -> None:
    fault = ApiFault("m", 400, "Bad Request: group chat was upgraded", migrate_to=-100)
    assert decide(fault, SEND, 1) == Verdict(Act.FOLLOW, chat=-100)
    assert decide(fault, SEND, 6).act is Act.DEAD
    assert decide(bad("message thread not found"), TOPICAL, 6).act is Act.DEAD


def test_waits_grow_to_half_a_minute_and_a_fifth_more() -> None:
    assert [after(tries) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert after(0) == WAITS[0]
    assert after(6, 1.0) == pytest.approx(36)


def test_only_an_unclear_end_may_have_been_taken() -> None:
    assert maybe_taken(ApiUnreachable("m"))
    assert not maybe_taken(ApiUnreachable("m", maybe_taken=False))
    assert maybe_taken(ApiFault("m", 504))
    assert not maybe_taken(ApiFault("m", 429))


@pytest.mark.parametrize(
    ("description", "phrase"),
    [
        ('Bad Request: can\'t parse entities: Unsupported start tag "Ivan"', "can't parse entities"),
        ("Too Many Requests: retry after 35", "retry after"),
        ("Bad Request: message can't be edited", "message can't be edited"),
        ("Forbidden: user 123456789 is deactivated", "user"),
        ("Bad Request: wrong file_id AgAC'secret' given", "wrong file_id AgAC"),
    ],
)
def test_a_description_loses_what_a_person_may_have_written(description: str, phrase: str) -> None:
    assert shortened(description) == phrase


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (7, 7.0), (0, 1.0), (-5, 1.0), (0.2, 1.0), ("7", 7.0), (10**9, 3_600.0), (10**400, 3_600.0), ("1e999", 3_600.0),
        ("soon", None), ("nan", None), (None, None), (True, None), ([3], None),
    ],
)  # fmt: skip
def test_a_pause_is_never_less_than_a_second_nor_more_than_an_hour(told: object, seconds: float | None) -> None:
    assert pause(told) == seconds
