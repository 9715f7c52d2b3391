"""The way of one update through the house, for docs/ARCHITECTURE.md: what calls what, in the code's own order.

`WAY` says where to look and what must be called there; the order is read from the source. A station that is gone, a
call that is no more, or one that comes earlier than it may is a fault, never left out.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Station:
    """A function (`Class.name`, or a name) of a file, what it must call and in which order, and why that matters."""

    file: str
    function: str
    calls: tuple[str, ...]
    why: str


WAY: Final = (
    Station("bot/delivery/inbox.py", "Poller._poll", ("updates", "accept", "_offset"), "only then is more asked for"),
    Station("bot/delivery/inbox.py", "Intake.accept", ("transact", "_keep", "_hand_on"), "committed, then handed on"),
    Station("bot/delivery/inbox.py", "Intake._keep", ("_lane", "_hurries", "accept_all"), "sealed, each by itself"),
    Station("bot/delivery/lanes.py", "Lanes.take", ("append", "_line_up"), "first its lane, then a slot"),
    Station("bot/delivery/lanes.py", "Lanes._work", ("_body", "_ready", "_worker"), "one of a lane at a time"),
    Station("handlers/working.py", "Worker.work", ("read", "heard", "process_update"), "translated"),
    Station("handlers/talk.py", "heard", ("said_by_known", "is_operator", "said"), "one use case"),
    Station("bot/desk/talks/intake.py", "said", ("done", "meet", "_said", "transact"), "ONE transaction, from here"),
    Station("bot/desk/talks/intake.py", "_step", ("known", "step", "apply"), "the engine is pure, its effects are not"),
    Station("bot/desk/talks/effects.py", "_open", ("open", "save", "post_card"), "a case and its card"),
    Station("bot/desk/talks/screens.py", "_replace", ("put",), "what goes out is a row, too; committed: up to here"),
    Station("bot/delivery/outbox.py", "Sender._start", ("wait_of", "spend", "_deliver"), "as fast as Telegram allows"),
    Station("bot/delivery/outbox.py", "Sender._deliver", ("begin", "_call", "took"), "claimed, sent, noted"),
    Station("bot/delivery/outcomes.py", "Outcomes.took", ("_settle",), "Telegram's numbers, in one transaction"),
)


@cache
def _functions(text: str) -> dict[str, ast.AST]:
    """Every function and method of a module by its name."""
    found: dict[str, ast.AST] = {}
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[name] = node
            case ast.ClassDef(name=name, body=body):
                inner = (one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
                found |= {f"{name}.{one.name}": one for one in inner}
            case _:
                pass
    return found


def _called(function: ast.AST) -> list[str]:
    """What a function calls or sets, in the order in which it stands there; of one name the first place counts."""
    places: dict[str, tuple[int, int]] = {}
    for node in ast.walk(function):
        match node:
            case (
                ast.Call(func=ast.Attribute(attr=name, end_lineno=int(row), end_col_offset=int(column)))
                | ast.Call(func=ast.Name(id=name, end_lineno=int(row), end_col_offset=int(column)))
            ):
                places[name] = min(places.get(name, (row, column)), (row, column))
            case ast.Attribute(attr=name, ctx=ast.Store(), lineno=row, col_offset=column):
                places[name] = min(places.get(name, (row, column)), (row, column))
            case _:
                pass
    return sorted(places, key=places.__getitem__)


def followed(root: Path, station: Station) -> list[str]:
    """The calls of a station, as they stand in the code. SystemExit: one is gone, or they stand otherwise."""
    function = _functions((root / station.file).read_text("utf-8")).get(station.function)
    if function is None:
        message = f"{station.file}: no {station.function}; say in tests/way.py where an update goes instead"
        raise SystemExit(message)
    there = [name for name in _called(function) if name in station.calls]
    if there != list(station.calls):
        message = f"{station.file}: {station.function} calls {there}, not {list(station.calls)}; see tests/way.py"
        raise SystemExit(message)
    return there


def picture_of_way(root: Path) -> str:
    """The stations from Telegram to Telegram, a line each."""
    rows = [(one, " → ".join(f"`{name}`" for name in followed(root, one))) for one in WAY]
    lines = [f"| `{one.file}` | `{one.function}` | {calls} | {one.why} |" for one, calls in rows]
    return "\n".join(["| file | function | calls, in this order | |", "| --- | --- | --- | --- |", *lines])
