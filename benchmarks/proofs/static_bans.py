"""T24: what the product's source must not contain, looked for in its syntax trees."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.proofs import Figure, Proof, Scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("bot", "handlers", "storage", "locales")
REHEARSAL: Final = "bot/rehearsal/"
"""A play on one laptop: holds no real person's word, and speaks the fake Telegram's side."""

LOG_METHODS: Final = frozenset({"debug", "info", "warning", "warn", "error", "critical", "exception", "log"})
PROCESS: Final = frozenset({"os.system", "os.popen", "commands.getoutput", "subprocess.getoutput"})
UNPICKLING: Final = frozenset({"pickle", "cPickle", "marshal", "shelve", "dill", "joblib"})
DIGESTS: Final = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512", "md5", "new", "blake2b", "blake2s"})

ALLOWED: Final = {
    ("a plain hash", "bot/flows/approve.py"): "of an answer's text, which anybody may read",
    ("a plain hash", "bot/flows/tongue_lines.py"): "of a shipped line's text",
    ("a plain hash", "bot/flows/load.py"): "of the content's files",
    ("a plain hash", "bot/desk/codes/groups.py"): "of random bytes, to draw words",
    ("a plain hash", "storage/cases.py"): "of random bytes, to draw an alias",
    ("a plain hash", "bot/desk/words/keeping.py"): "of a kept file, and lies sealed with it",
    ("a plain hash", "storage/archive.py"): "checks that kept file offline",
    ("a plain hash", "bot/desk/talks/farewell.py"): "names an answer that lies sealed in the same row",
    ("a plain hash", "bot/flows/remembered.py"): "names a text in memory alone, which holds what was found in it",
    ("a plain hash", "storage/backups/making.py"): "of a backup's own bytes, held against what was written",
    ("a plain hash", "storage/backups/parcel.py"): "of the files of a backup, and lies sealed with them",
    ("a plain hash", "bot/desk/calls/phone_screen.py"): "of a word that the button shows",
    ("a plain hash", "storage/lost_chain.py"): "of sealed rows, and lies in a sealed entry",
    ("a plain hash", "storage/resealing.py"): "of 256 random bits, in a pipe between two processes of ours",
    ("a plain hash", "storage/sealer.py"): "of 256 random bits, in a pipe between two processes of ours",
    ("a foreign logger", "storage/postgres/migrating.py"): "makes Alembic quieter",
    ("random", "bot/delivery/inbox.py"): "spreads the waiting times of a network fault",
    ("random", "bot/delivery/outbox.py"): "spreads the waiting times of a network fault",
    ("random", "storage/night.py"): "the system's own chance alone, for a sample",
    ("random", "storage/moving_beside.py"): "the system's own chance alone, for a sample",
    ("a temporary file", "bot/desk/knowing/chart_paint.py"): "matplotlib's settings, in a process that sees counts",
    ("markup", "bot/delivery/calls.py"): "screens of our own texts, every argument escaped",
    ("a foreign logger", "bot/logs.py"): "the gate itself",
    ("a foreign logger", "storage/migrate.py"): "makes Alembic quieter",
}
"""(ban, file): why it stands there all the same."""


@dataclass(frozen=True, slots=True)
class Ban:
    """One thing that must not be there. `planted`: a line that has it."""

    name: str
    breaks: Callable[[ast.AST], bool]
    planted: str


def dotted(node: ast.AST) -> str:
    """`os.system` of such a name; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name) if before := dotted(inner):
            return f"{before}.{name}"
        case _:
            return ""


def calls(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether this is a call of one of these."""
    return isinstance(node, ast.Call) and dotted(node.func) in names


def imports(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether this imports one of these modules, or from it."""
    match node:
        case ast.Import(names=found):
            return any(one.name.split(".")[0] in names for one in found)
        case ast.ImportFrom(module=str(name)):
            return name.split(".")[0] in names
        case _:
            return False


def _logs(node: ast.AST) -> bool:
    """A line of its own beside `note`: it could say anything."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in LOG_METHODS:
            return "log" in ast.unparse(owner).lower()
        case _:
            return calls(node, frozenset({"logging.getLogger", "getLogger", "warnings.warn", "traceback.print_exc"}))


def _formatted_note(node: ast.AST) -> bool:
    """A text put together beside an event."""
    if not calls(node, frozenset({"note", "note_fault", "logs.note", "logs.note_fault"})):
        return False
    return any(isinstance(part, ast.JoinedStr | ast.Mod) for part in ast.walk(node))


def _plain_hash(node: ast.AST) -> bool:
    """Digest of bytes without a key; `hmac.new(..., hashlib.sha256)` calls none of these itself."""
    return calls(node, frozenset(f"hashlib.{name}" for name in DIGESTS) | (DIGESTS - {"new"}))


def _swallows(node: ast.AST) -> bool:
    """Everything caught and nothing done about it."""
    match node:
        case ast.ExceptHandler(type=kind, body=body):
            broad = kind is None or dotted(kind) in {"Exception", "BaseException"}
            idle = all(isinstance(one, ast.Pass | ast.Continue) or _says_nothing(one) for one in body)
            return kind is None or (broad and idle)
        case _:
            name = calls(node, frozenset({"suppress", "contextlib.suppress"}))
            return name and any(dotted(arg) in {"Exception", "BaseException"} for arg in getattr(node, "args", []))


def _says_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shell(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    shell = any(one.arg == "shell" and not _is(one.value, value=False) for one in node.keywords)
    return shell or dotted(node.func) in PROCESS or dotted(node.func).endswith("create_subprocess_shell")


def _is(node: ast.expr, *, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _markup(node: ast.AST) -> bool:
    """Telegram's own markup: what a person wrote could become a link."""
    match node:
        case ast.keyword(arg="parse_mode"):
            return True
        case ast.Constant(value=str(text)):
            return text == "parse_mode"
        case _:
            return False


def _compares_macs(node: ast.AST) -> bool:
    """A keyed tag compared byte by byte tells how many bytes were right."""
    if not isinstance(node, ast.Compare) or not any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
        return False
    sides = (dotted(side).rsplit(".", 1)[-1].lower() for side in (node.left, *node.comparators))
    return any(side in {"mac", "signature", "digest", "hmac"} for side in sides)


BANS: Final = (
    Ban("print", lambda node: calls(node, frozenset({"print", "pprint", "pprint.pprint"})), "print(token)"),
    Ban("a foreign logger", _logs, "logger.exception('failed')"),
    Ban("a formatted log", _formatted_note, "note(Event.STARTED, name=f'{person}')"),
    Ban("markup", _markup, "send(text, parse_mode='HTML')"),
    Ban("a plain hash", _plain_hash, "made = hashlib.sha256()\nmade.update(str(chat).encode())"),
    Ban("a swallowed fault", _swallows, "try:\n    work()\nexcept Exception:\n    pass"),
    Ban("a bare except", _swallows, "try:\n    work()\nexcept:\n    stop()"),
    Ban("a suppressed fault", _swallows, "with suppress(Exception):\n    work()"),
    Ban("random", partial(imports, names=frozenset({"random"})), "import random"),
    Ban("unpickling", partial(imports, names=UNPICKLING), "from pickle import loads"),
    Ban("evaluation", lambda node: calls(node, frozenset({"eval", "exec", "compile", "__import__"})), "eval(text)"),
    Ban("a shell", _shell, "subprocess.run(text, shell=True)"),
    Ban("a temporary file", partial(imports, names=frozenset({"tempfile"})), "import tempfile"),
    Ban("a tag compared with ==", _compares_macs, "if given.mac == wanted:\n    work()"),
    Ban("a debugger", lambda node: calls(node, frozenset({"breakpoint", "faulthandler.enable"})), "breakpoint()"),
)


def sources() -> Iterator[tuple[str, str]]:
    """Every module of the product, by its path."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def found(where: str, source: str) -> Iterator[str]:
    """Every ban that this source breaks, with its line."""
    for node in ast.walk(ast.parse(source)):
        for ban in BANS:
            if ban.breaks(node) and (ban.name, where) not in ALLOWED:
                yield f"{where}:{getattr(node, 'lineno', 0)}: {ban.name}"


def count(source: str) -> int:
    """How many places were looked at."""
    return sum(1 for _ in ast.walk(ast.parse(source)))


def unused_allowances() -> list[str]:
    """Exceptions that nothing needs any more: each would hide the next fault."""
    texts = dict(sources())
    needed = {
        (ban.name, where)
        for where, source in texts.items()
        for node in ast.walk(ast.parse(source))
        for ban in BANS
        if ban.breaks(node)
    }
    return [f"{where}: {name} is allowed and not there" for name, where in ALLOWED if (name, where) not in needed]


def run(_scale: Scale) -> Figure:
    """Every module of the product but the rehearsal's."""
    texts = {where: source for where, source in sources() if not where.startswith(REHEARSAL)}
    broken = [one for where, source in texts.items() for one in found(where, source)] + unused_allowances()
    tried = sum(map(count, texts.values()))
    words = f"nodes of {len(texts)} modules, {len(BANS)} bans, {len(ALLOWED)} exceptions"
    return Figure(tried, len(broken), "; ".join([words, *broken[:3]]))


def planted(_scale: Scale) -> Figure:
    """One line a ban; all of them must be found."""
    missed = [ban.name for ban in BANS if not any(ban.name in one for one in found("bot/x.py", ban.planted))]
    return Figure(len(BANS), 0 if missed else len(BANS), ", ".join(missed))


PROOF: Final = Proof(
    name="T24 static bans",
    promise="No module prints, logs a text, hashes an id without a key, swallows a fault, evaluates or unpickles.",
    run=run,
    planted=planted,
    seconds=25,
)
