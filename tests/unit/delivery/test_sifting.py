"""The first look at updates, and the cutting apart of answers that hold a bad one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.sifting import Malformed, Sifted, sift, whole
from bot.delivery.splitting import split

GOOD = {"update_id": 7, "message": {"message_id": 1, "chat": {"id": 55}, "text": '{["hi\\'}}


def raw(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (GOOD, 55),
        ({"update_id": 7, "callback_query": {"id": "1", "from": {"id": 5}, "message": {"chat": {"id": -9}}}}, -9),
        ({"update_id": 7, "callback_query": {"id": "1", "from": {"id": 5}}}, 5),
        ({"update_id": 7, "my_chat_member": {"chat": {"id": -9}, "from": {"id": 5}}}, -9),
    ],
)
def test_finds_the_chat_of_each_kind(update: object, chat: int) -> None:
    found = sift(raw(update))
    assert isinstance(found, Sifted)
    assert (found.update_id, found.chat, found.raw) == (7, chat, update)


def nested(depth: int) -> bytes:
    return b'{"update_id":7,"message":{"chat":{"id":1},"x":' + b"[" * depth + b"]" * depth + b"}}"


@pytest.mark.parametrize(
    ("piece", "update_id"),
    [
        (b"", None),
        (b"null", None),
        (b"[]", None),
        (raw({"message": {"chat": {"id": 1}}}), None),
        (raw({"update_id": "7", "message": {"chat": {"id": 1}}}), None),
        (raw({"update_id": True, "message": {"chat": {"id": 1}}}), None),
        (raw({"update_id": -7, "message": {"chat": {"id": 1}}}), None),
        (raw({"update_id": 7, "message": {"chat": {"id": "1"}}}), 7),
        (raw({"update_id": 7, "message": None}), 7),
        (raw({"update_id": 7}), 7),
        (raw({"update_id": 7, "message": {"chat": {"id": 10**30}}}), 7),
        (raw({"update_id": 7, "message": {"chat": {"id": 1}, "text": "x" * 2**20}}), 7),
        (b'{"update_id":7,"message":{"chat":{"id":1},"text":"\\ud800"}}', 7),
        (nested(300), 7),
        (nested(3000), 7),
    ],
)
def test_the_malformed_keep_what_number_they_have(piece: bytes, update_id: int | None) -> None:
    assert sift(piece) == Malformed(update_id)


@pytest.mark.parametrize(
    ("came", "kept"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"a\ud800b", "ab"),
        (r"\uDE00\uD83D", ""),
        (r"\ud83d\ud83d\ude00", "😀"),
        (r"\\ud800\n", "\\ud800\n"),
        (r"\u0434\ud83d", "д"),
    ],
)
def test_half_a_character_costs_no_word(came: str, kept: str) -> None:
    piece = b'{"update_id":7,"message":{"chat":{"id":1},"text":"' + came.encode() + b'"}}'
    found = sift(whole(piece))
    assert isinstance(found, Sifted)
    assert found.raw["message"]["text"] == kept


def test_many_brackets_side_by_side_are_not_deep() -> None:
    update = GOOD | {"x": [{}] * 500}
    assert isinstance(sift(raw(update)), Sifted)


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists, max_leaves=20).map(raw))
def test_nothing_makes_it_raise(piece: bytes) -> None:
    sift(piece)


def test_a_good_batch_comes_apart() -> None:
    assert split(raw({"ok": True, "result": [GOOD, GOOD]})) == [raw(GOOD).replace(b", ", b",").replace(b": ", b":")] * 2
    assert split(raw({"ok": True, "result": []})) == []


@pytest.mark.parametrize(
    "bad", [nested(3000), b'{"update_id":8,"message":{"text":"\\ud800 \\" }"}}', b'{"update_id":8,}']
)
def test_a_bad_update_does_not_spoil_its_neighbours(bad: bytes) -> None:
    pieces = split(b'{"ok":true,"result":[' + b",".join([raw(GOOD), bad, raw(GOOD)]) + b"]}")
    assert pieces is not None
    assert [type(sift(piece)) for piece in pieces] == [Sifted, Malformed, Sifted]


@pytest.mark.parametrize(
    "body", [b"", b"<html>502 {</html>", b'{"ok":true}', b'{"ok":true,"result":[{"a":', b"[1]", b"{"]
)
def test_what_is_no_answer_is_none(body: bytes) -> None:
    assert split(body) is None
