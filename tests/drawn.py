"""`make architecture`: the pictures of docs/ARCHITECTURE.md, drawn from the code.

Who imports whom is read from the import statements, in what order from import-linter's contract in pyproject.toml;
tables from the migrations and from PostgreSQL's own statements, and who writes them from the named statements with the
modules that name them, and from SQL that stands in a module itself; the way of an update as way.py follows it. What
finds no place is a fault, never left out.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.way import picture_of_way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "ARCHITECTURE.md"
CODE: Final = ("bot", "handlers", "storage")
MARK: Final = "<!-- {}: drawn by `make architecture` -->"
END: Final = "<!-- end -->"
ABOVE, JOINED, BELOW = "the command line", "app and what it joins", "texts, messages, settings, logs, errors"
SHOWN: Final = {
    "bot.delivery": "delivery", "bot.desk": "desk", "bot.flows": "flows", "bot.rehearsal": "rehearsal",
    "bot.sharing": "sharing", "bot.watching": "watching", "handlers": "handlers", "storage": "storage",
}  # fmt: skip
"""Rooms with a box of their own. All other modules of `bot/` share one of three, by their layer."""
WRITES: Final = re.compile(r"(?i)\b(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+([\w.]+)")
SPOKEN: Final = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|(?<!FOR )UPDATE|DELETE FROM|TRUNCATE)\s+([\w.{}]+)(?= |$)")
"""The same where SQL stands in Python; braces stand for what is put in when it runs."""
MADE: Final = re.compile(r"CREATE (?:UNLOGGED )?TABLE IF NOT EXISTS ([\w.]+)")
WHOLE: Final = frozenset({"postgres/restoring.py", "postgres/snapshot.py"})
"""They name a table when they run: a restore, that fills or empties every table, and a backup's own file."""

Edges = dict[str, set[str]]


@cache
def parsed(text: str) -> ast.Module:
    """The same text is read once, wherever it stands."""
    return ast.parse(text)


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each module of ours by its dotted name."""
    for path in sorted(path for room in CODE for path in (root / room).rglob("*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        yield name.removesuffix(".__init__"), parsed(path.read_text("utf-8"))


def _imported(tree: ast.Module) -> Iterator[str]:
    """What a module imports, whether at its top or when it is needed; also what it imports for types alone."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{alias.name}" for alias in names)
            case _:
                pass


@cache
def imported(tree: ast.Module) -> tuple[str, ...]:
    """The same tree is gone through once."""
    return tuple(_imported(tree))


def layers(root: Path) -> list[list[str]]:
    """The contract's layers from the top, each with what stands side by side in it."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (contract,) = (one for one in settings["contracts"] if one["type"] == "layers")
    return [layer.split(" | ") for layer in contract["layers"]]


def placed(root: Path) -> dict[str, str]:
    """The box of each module or package that the contract names."""
    box = ABOVE
    found: dict[str, str] = {}
    for layer in layers(root):
        box = JOINED if "bot.app" in layer else BELOW if "bot.texts" in layer else box
        found |= {name: SHOWN.get(name, box) for name in layer}
    return found


def rooms(root: Path) -> Edges:
    """Which box imports from which. SystemExit: a module that the contract has no layer for."""
    boxes, found = placed(root), defaultdict[str, set[str]](set)

    def box(name: str) -> str | None:
        parts = name.split(".")
        return next((boxes[key] for at in range(len(parts), 0, -1) if (key := ".".join(parts[:at])) in boxes), None)

    for name, tree in modules(root):
        here = box(name)
        if here is None and name not in CODE:
            message = f"{name}: in no layer; give it one in pyproject.toml, [[tool.importlinter.contracts]]"
            raise SystemExit(message)
        for other in imported(tree):
            there = box(other)
            if here and there and here != there:
                found[here].add(there)
    return found


def reduced(edges: Mapping[str, set[str]]) -> Edges:
    """Without each arrow where a way over others leads to the same place."""

    def reached(start: str, seen: set[str]) -> set[str]:
        for other in edges.get(start, set()) - seen:
            reached(other, seen | {start})
            seen |= {other} | reached(other, seen | {other})
        return seen

    return {
        one: {other for other in others if not any(other in reached(way, set()) for way in others - {other})}
        for one, others in edges.items()
    }


def picture_of_rooms(root: Path = ROOT) -> str:
    """The rooms as a Mermaid flowchart; readable as it stands, too."""
    edges = reduced(rooms(root))
    names = sorted({*edges, *(other for others in edges.values() for other in others)})
    key = {name: re.sub(r"\W+", "_", name) for name in names}
    lines = [f'    {key[name]}["{name}"]' for name in names]
    lines += [f"    {key[one]} --> {key[other]}" for one in sorted(edges) for other in sorted(edges[one])]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def picture_of_layers(root: Path = ROOT) -> str:
    """The contract's layers, one a line, those side by side in one."""
    short = [[name.removeprefix("bot.") for name in layer] for layer in layers(root)]
    told = [re.sub(r"(commands_)\w+(?: \| commands_\w+)*", r"\1*", " | ".join(layer)) for layer in short]
    return "\n".join(["```", *told, "```"])


def statements(root: Path) -> Iterator[tuple[str, str]]:
    """Each named statement: its name and its SQL."""
    for path in sorted((root / "storage" / "sql").glob("*.sql")):
        for part in path.read_text("utf-8").split("-- name: ")[1:]:
            head, _, sql = part.partition("\n")
            yield head.strip().rstrip("^!$*<"), sql


def tables(root: Path) -> set[str]:
    """Every table that the migrations leave, and those that only PostgreSQL has."""
    said = "\n".join(path.read_text("utf-8") for path in sorted((root / "storage/migrations/versions").glob("*.sql")))
    made = re.findall(r"(?m)^CREATE TABLE (\w+)", said)
    renamed = dict(re.findall(r"ALTER TABLE (\w+) RENAME TO (\w+)", said))
    gone = set(re.findall(r"(?m)^DROP TABLE (\w+)", said))
    own = {table for _, tree in modules(root) for text in texts(tree) for table in MADE.findall(text)}
    return ({name for name in made if name not in renamed} - gone) | set(renamed.values()) | own


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module but those it only compares with (of a set); `{}` for what is put into one."""
    aside: set[int] = set()
    for node in ast.walk(tree):  # whatever holds a text comes before it
        if id(node) in aside:
            continue
        match node:
            case ast.Set(elts=inner):
                aside.update(map(id, inner))
            case ast.JoinedStr(values=inner):
                aside.update(map(id, inner))
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in inner)
            case ast.Constant(value=str(text)):
                yield text
            case _:
                pass


@cache
def texts(tree: ast.Module) -> tuple[str, ...]:
    """The same tree is gone through once."""
    return tuple(_texts(tree))


def shown(name: str) -> str:
    """A module as the table has it: those of `storage/` without their room."""
    return f"{name.removeprefix('storage.').replace('.', '/')}.py"


def _asked(tree: ast.Module) -> Iterator[str]:
    """The statements that a module outside of `storage/` runs by name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="run" | "many" | "one" | "all"), args=[ast.Constant(value=str(name)), *_]
            ):
                yield name
            case _:
                pass


@cache
def asked(tree: ast.Module) -> tuple[str, ...]:
    """The same tree is gone through once."""
    return tuple(_asked(tree))


def naming(root: Path) -> dict[str, set[str]]:
    """Who names each statement. A name that is put together stands for that of every table."""
    every, put_in = {name for name, _ in statements(root)}, f"(?:{'|'.join(tables(root))})"
    found = defaultdict[str, set[str]](set)
    for name, tree in modules(root):
        for text in texts(tree) if name.startswith("storage") else asked(tree):
            if re.fullmatch(r"(?:\w+|\{\})+", text) and "_" in text and "{}" in text:
                wanted = re.compile(text.replace("{}", put_in))
                for one in filter(wanted.fullmatch, every):
                    found[one].add(shown(name))
            elif text in every:
                found[text].add(shown(name))
    return found


def spoken(root: Path) -> Iterator[tuple[str, str]]:
    """Each table that SQL within a module of ours writes, and the module. SystemExit: of which table it is not said."""
    for name, tree in modules(root):
        for text in texts(tree):
            for table in SPOKEN.findall(text):
                if "{" not in table:
                    yield table, shown(name)
                elif shown(name) not in WHOLE:
                    message = (
                        f"{name}: writes a table that is named when it runs: {text!r}; see WHOLE in tests/drawn.py"
                    )
                    raise SystemExit(message)


def writers(root: Path) -> dict[str, set[str]]:
    """Each table and the modules that write it. SystemExit: a statement that writes, and nobody names it."""
    named = naming(root)
    found: dict[str, set[str]] = {table: set() for table in tables(root)}
    for name, sql in statements(root):
        written = set(WRITES.findall(sql)) & set(found)
        if written and not named.get(name):
            message = f"storage/sql: {name} writes {', '.join(sorted(written))}, and no module names it; take it out"
            raise SystemExit(message)
        for table in written:
            found[table] |= named[name]
    for table, module in spoken(root):
        if table in found:
            found[table].add(module)
    return found


def picture_of_tables(root: Path = ROOT) -> str:
    """Each table and who writes it."""
    rows = [
        f"| `{table}` | {', '.join(f'`{name}`' for name in sorted(names)) or 'nobody'} |"
        for table, names in sorted(writers(root).items())
    ]
    return "\n".join(["| table | written by; in `storage/` where no room is named |", "| --- | --- |", *rows])


PICTURES: Final = {
    "way": picture_of_way,
    "rooms": picture_of_rooms,
    "layers": picture_of_layers,
    "tables": picture_of_tables,
}


def drawn(page: str, root: Path = ROOT) -> str:
    """The page with each picture as the code is now."""
    for name, picture in PICTURES.items():
        mark = MARK.format(name)
        before, found, rest = page.partition(mark)
        if not found or END not in rest:
            message = f"{PAGE}: the line {mark} is missing, or {END} after it; put both back"
            raise SystemExit(message)
        page = f"{before}{mark}\n\n{picture(root)}\n\n{END}{rest.partition(END)[2]}"
    return page


def main() -> int:
    """Draw them; the exit status."""
    PAGE.write_text(drawn(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
