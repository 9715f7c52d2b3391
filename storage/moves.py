"""What a nightly move does with each sealed table: this is the one list, and a table without a line in it fails a test.

A row is opened under its epoch and sealed under the one that seals now; what it is found by is made anew from what it
says of itself, so that no lookup ever misses: all living epochs are looked under, and a row is found by one of them at
any moment. Statements: storage/sql/night.sql, `<table>_behind` and `<table>_move`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from storage.packing import from_json
from storage.people import PLACE
from storage.sealing import Field, joined, open_under

if TYPE_CHECKING:
    from storage.database import Row

Parts = tuple[str | int | bytes, ...]
Content = Mapping[str, Any]
"""What a row says of itself, unpacked."""
Blinds = Mapping[str, Parts | None]
"""By column, of what its blind index is made; None: it has none. A column that is not named keeps what it has."""

MANY: Final = 256
"""Into so many windows a table of many rows is cut, by the first byte of its random ids: no query goes through all."""
_NOBODY: Final = bytes(16)


@dataclass(frozen=True, slots=True)
class Span:
    """Random ids between two others, both excluded."""

    low: bytes
    high: bytes


def spans() -> Iterator[Span]:
    """All ids, in MANY parts."""
    step = 256 // MANY
    for first in range(0, 256, step):
        high = bytes([first + step]) if first + step < 256 else b"\xff" * 17  # noqa: PLR2004 - a byte
        yield Span(bytes([first]) if first else b"", high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How the rows of one table are moved. `keys`: its primary key; `sealed`: the columns under an epoch.

    `place`: to which place a sealed column belongs; `content`: what its row says, from the opened columns. `windows`:
    see MANY. `marked`: its blind indexes have their epoch's key id and stand in a table of their own too (see finding).
    `twin`: the query that finds a row by its unique blind index: where a newer row has taken that place, the
    older one is over. `candidates`: which known numbers an older row that does not say its place may belong to.
    `beside`: what becomes of a row depends on nothing but itself, and all its columns are bytes: a process of its own
    may move many of them.
    """

    keys: tuple[str, ...] = ("id",)
    sealed: tuple[str, ...] = ("body",)
    place: Callable[[Row, str], Field]
    content: Callable[[Row, Mapping[str, bytes]], Content] = lambda _row, opened: from_json(opened["body"])
    blinds: Callable[[Content], Blinds] | None = None
    windows: int = 1
    marked: bool = False
    twin: str = ""
    candidates: str = ""
    beside: bool = False


def _at(table: str) -> Callable[[Row, str], Field]:
    """Most rows: sealed to their table, column and id."""
    return lambda row, column: Field(table, column, row["id"])


def _letter(row: Row, column: str) -> Field:
    """A letter of the outbox that did not open was kept as it lay, under its own row (see Outbox.spoil)."""
    return Field("outbox" if row["origin"] == "outbox-sealed" else "dead_letters", column, row["id"])


def _update(row: Row, column: str) -> Field:
    parts = (str(row["bot"]).encode("ascii"), str(row["update_id"]).encode("ascii"))
    return Field("inbox", column, joined(parts))


def _case(row: Row, opened: Mapping[str, bytes]) -> Content:
    """The head of a case, which its data key seals; empty in the moment between a case's making and its first save."""
    if row["head"] is None:
        return {}
    packed = open_under(opened["hot"], row["head"], Field("cases", "head", row["id"]))
    try:
        content: Content = orjson.loads(packed)  # nothing of it that is bytes is looked at; ten times as quick
    except orjson.JSONDecodeError:
        content = json.loads(packed)  # half a character that a phone sent, which orjson refuses
    return content


def _case_blinds(head: Content) -> Blinds:
    if not head:
        return {}
    word = str(head.get("check_word", "")).casefold()
    return {
        "blind": None if head["chat"] is None else ("case", head["bot"], head["chat"]),
        "check_blind": ("check", word) if word else None,
    }


def _post_blinds(post: Content) -> Blinds:
    stands = post["message"] is not None and post.get("sheet") is None
    return {
        "message_blind": ("message", post["chat"], post["message"]) if stands else None,
        "source_blind": None if post.get("source") is None else ("source", *post["source"]),
        "case_blind": None if post.get("case") is None else ("post-case", post["case"]),
    }


def _link_blinds(link: Content) -> Blinds:
    """What was drawn at random, so that nothing is found by it, stays as it is."""
    words: Blinds = {} if link.get("frozen") else {"words_blind": ("link-words", *link["words"])}
    asked: Blinds = (
        {} if link.get("asked", _NOBODY) == _NOBODY else {"asked_blind": ("link-asked", link.get("asked", _NOBODY))}
    )
    return {"case_blind": ("link-case", link["case"]), **words, **asked}


def _only(table: str, *, windows: int = 1) -> Move:
    """Rows that are found by nothing that is blind."""
    return Move(place=_at(table), windows=windows, beside=windows > 1)


MOVES: Final[Mapping[str, Move]] = {
    "cases": Move(
        sealed=("hot", "hot_identity"),
        place=_at("cases"),
        content=_case,
        blinds=_case_blinds,
        windows=MANY,
        marked=True,
        beside=True,
    ),
    "people": Move(
        place=_at("people"),
        blinds=lambda person: {"blind": ("person", person[PLACE], person["chat"])},
        windows=MANY,
        twin="person_find",
        candidates="bots",
    ),
    "drafts": Move(
        keys=("person",),
        place=lambda row, column: Field("drafts", column, row["person"]),
        windows=MANY,
        beside=True,
    ),
    "posts": Move(place=_at("posts"), blinds=_post_blinds, windows=MANY),
    "standing": Move(
        place=_at("standing"),
        blinds=lambda one: {"blind": ("standing", one["chat"])},
        windows=MANY,
        beside=True,
    ),
    "codes": Move(
        keys=("case_id",), sealed=("words",), place=lambda row, column: Field("codes", column, row["case_id"])
    ),
    "parts": Move(sealed=("own_key",), place=_at("parts")),
    "inbox": Move(keys=("bot", "update_id"), place=_update),
    "outbox": _only("outbox", windows=MANY),
    "quarantine": _only("quarantine"),
    "dead_letters": Move(place=_letter),
    "operators": Move(
        place=_at("operators"),
        blinds=lambda operator: {"blind": ("operator", operator[PLACE], operator["user"])},
        twin="operator_find",
        candidates="chats",
    ),
    "shifts": Move(place=_at("shifts"), blinds=lambda one: {"blind": ("shift", one["user"])}, twin="shift_find"),
    "calls": Move(place=_at("calls"), blinds=lambda one: {"blind": ("call", one["user"])}, twin="call_find"),
    "openings": Move(
        place=_at("openings"),
        blinds=lambda one: {"blind": ("opening", one["user"], one["day"])},
        twin="opening_find",
    ),
    "tries": Move(
        place=_at("tries"),
        blinds=lambda one: {"blind": ("tries", one[PLACE], one["chat"])},
        twin="tries_find",
        candidates="bots",
    ),
    "bans": Move(place=_at("bans"), blinds=lambda ban: {"blind": ("ban", ban["bot"], ban["chat"])}),
    "watches": Move(place=_at("watches"), blinds=lambda watch: {"case_blind": ("watch", watch["case"])}),
    "marks": Move(place=_at("marks"), blinds=lambda mark: {"case_blind": ("mark", mark["case"])}),
    "links": Move(place=_at("links"), blinds=_link_blinds),
    "groups": Move(place=_at("groups"), blinds=lambda group: {"words_blind": ("group", *group["words"])}),
    "boards": Move(place=_at("boards"), blinds=lambda board: {"blind": ("board", board["chat"])}),
    "keeps": _only("keeps"),
    "uploads": _only("uploads"),
    "offers": _only("offers"),
    "charts": _only("charts"),
    "requests": _only("requests"),
    "tallies": Move(
        keys=("tally", "day"),
        place=lambda row, column: Field("tallies", column, f"{row['tally']}|{row['day']}".encode("ascii")),
    ),
    "approved_answers": Move(
        keys=("answer",), place=lambda row, column: Field("approved_answers", column, row["answer"].encode())
    ),
}
"""How each table is moved, in this order."""

ENDS_WITH_EPOCH: Final = frozenset({"prints"})
"""Tables whose rows can not be made anew and are no loss: they go with the epoch that sealed them."""
