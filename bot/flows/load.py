"""The one place where content files are read: flows, answers, project and texts become a Book, or a named fault."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from bot.errors import ContentError
from bot.flows import (
    banned,
    canned,
    check_law,
    danger,
    expiry,
    outgoing,
    search,
    taunt_lists,
    tongue_lines,
    unasked_lists,
)
from bot.flows.approve import NEEDED, unapproved
from bot.flows.check import inspect
from bot.flows.faults import Fault, existing
from bot.flows.model import Answer, Book, Door, Flow, Lines, Name, Plight, Project, Topic
from bot.flows.switches import all_on, switched
from bot.memory import undisturbed
from bot.progress import Told, unwatched
from bot.texts import SPARE_LANGUAGE, Texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

CONTENT: Final = frozenset({".ftl", ".toml", ".txt"})
"""What a content file's name ends with."""
SHIPPED = Path(__file__).parents[2] / "locales"
Model = TypeVar("Model", bound=BaseModel)


class _Tree(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    door: dict[Name, Door]
    topic: dict[Name, Topic]
    plight: dict[Name, Plight] = {}


class _Answers(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    answer: dict[Name, Answer]


class _Tongues(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    tongue: dict[Name, tongue_lines.Tongue] = {}


class _Asks(RootModel[dict[Name, Lines]]):
    model_config = ConfigDict(strict=True)


def load_book(root: Path = SHIPPED) -> Book:
    """Return the checked content of a `locales` folder.

    Raises ContentError: the first fault, and how many more. Faults of style are left to `check`.
    """
    book, found = _read(root, style=False)
    faults = [fault for fault in found if not fault.style]
    if book is None or faults:
        more = f" (and {len(faults) - 1} more; `flows check` lists all)" if len(faults) > 1 else ""
        raise ContentError(f"{faults[0]}{more}")
    return book


def check(root: Path = SHIPPED, *, today: date | None = None) -> list[Fault]:
    """Return every fault of every content file, in the order of the files; with `today` what has expired, too."""
    return looked(root, today=today)[1]


def looked(
    root: Path = SHIPPED, *, today: date | None = None, told: Told = unwatched
) -> tuple[Book | None, list[Fault]]:
    """The same with the content itself; None where the files do not fit together."""
    book, faults = _read(root, told=told)
    return book, faults if book is None or today is None else [*faults, *expiry.inspect(book.answers, today)]


@undisturbed()
def _read(root: Path, *, style: bool = True, told: Told = unwatched) -> tuple[Book | None, list[Fault]]:
    existing(root)
    faults: list[Fault] = []
    told("reading the content", 0, 0)
    flows = [_model(Flow, path, faults, name=path.stem) for path in sorted((root / "flows").glob("*.toml"))]
    tree = _model(_Tree, root / "answers" / "tree.toml", faults)
    answers = _model(_Answers, root / "answers" / "answers.toml", faults)
    project = _model(Project, root / "project.toml", faults)
    verified = _model(check_law.Verified, root / "answers" / check_law.FILE, faults)
    texts = _texts(root, faults)
    tongues = _tongues(root, faults)
    if tree is None or answers is None or project is None or texts is None or verified is None or None in flows:
        return None, faults
    book = Book(
        flows={flow.name: flow for flow in flows if flow},
        doors=tree.door,
        topics=tree.topic,
        plights=tree.plight,
        answers=answers.answer,
        project=project,
        texts=texts,
        dangers=danger.parse(_lists(root, texts.languages, faults), faults),
        banned=_banned(root, texts, faults),
        taunts=taunt_lists.parse(_more_lists(root, texts.languages, taunt_lists.FILE, faults), faults),
        unasked=unasked_lists.parse(_more_lists(root, texts.languages, unasked_lists.FILE, faults), faults),
        outgoing=outgoing.parse(_more_lists(root, texts.languages, outgoing.FILE, faults), faults),
        canned=_canned(root, texts.languages, faults),
        tongues=tongues,
        spoken=frozenset(code for code, one in tongues.items() if len(tongue_lines.approvers(code, one)) >= NEEDED),
        indexes=_indexes(root, texts, answers.answer, faults),
        version=content_version(root),
    )
    faults += check_law.inspect(book.answers, verified)
    program = None if root == SHIPPED else _program()
    faults += inspect(replace(book, project=all_on(project)), program, style=style, told=told)
    if any(not fault.style for fault in faults):
        return None, faults
    there = {name: switched(flow, project) for name, flow in book.flows.items()}
    book = replace(book, flows={name: flow for name, flow in there.items() if flow.steps})
    return replace(book, unapproved=frozenset(unapproved(book))), faults


@cache
def _program() -> Texts:
    """The texts that ship with the program, in the language that is always there."""
    return Texts.load(SHIPPED, only=SPARE_LANGUAGE)


def content_version(root: Path) -> str:
    """Twelve hex digits that change with any file of the content."""
    whole = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in CONTENT and path.is_file()):
        whole.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]


def _texts(root: Path, faults: list[Fault]) -> Texts | None:
    try:
        return Texts.load(root)
    except ContentError as fault:
        place, _, what = str(fault).partition(": ")
        faults.append(Fault(_under(root, place), "", "", what))
        return None


def _lists(root: Path, languages: Iterable[str], faults: list[Fault]) -> dict[str, str]:
    """The lists of danger words, by file. A language without one would be deaf to them."""
    sources: dict[str, str] = {}
    for where in (f"{language}/{danger.FILE}" for language in languages):
        if not (root / where).exists():
            faults.append(Fault(where, "", "", "the file is missing; without it danger words are not noticed"))
        elif (said := _read_text(root, where, faults)) is not None:
            sources[where] = said
    return sources


def _banned(root: Path, texts: Texts, faults: list[Fault]) -> dict[str, banned.Banned]:
    """What no text says, by language; a language without a list has only the other rules."""
    sources: dict[str, str] = {}
    for language in texts.languages:
        path = root / language / banned.FILE
        try:
            sources[language] = path.read_text(encoding="utf-8") if path.exists() else ""
        except (OSError, UnicodeDecodeError) as fault:
            what = f"not readable as UTF-8 text: {type(fault).__name__}"
            faults.append(Fault(f"{language}/{banned.FILE}", "", "", what))
    return banned.parse(sources, {language: texts.keys(language) for language in sources}, faults)


def _read_text(root: Path, where: str, faults: list[Fault]) -> str | None:
    try:
        return (root / where).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        faults.append(Fault(where, "", "", f"not readable as UTF-8 text: {type(fault).__name__}"))
        return None


def _tongues(root: Path, faults: list[Fault]) -> dict[str, tongue_lines.Tongue]:
    """The lines in other languages; a line may do without."""
    path = root / tongue_lines.FILE
    found = _model(_Tongues, path, faults) if path.exists() else None
    return found.tongue if found else {}


def _canned(root: Path, languages: Iterable[str], faults: list[Fault]) -> dict[str, Mapping[str, canned.Canned]]:
    """The operators' canned replies, by language; a line may do without."""
    there = {language: root / language / canned.FILE for language in languages}
    read = {language: _model(canned.Replies, path, faults) for language, path in there.items() if path.exists()}
    return {language: found.root for language, found in read.items() if found is not None}


def _more_lists(root: Path, languages: Iterable[str], name: str, faults: list[Fault]) -> dict[str, str]:
    """The lists of one name, by file; a language may do without."""
    there = [where for where in (f"{language}/{name}" for language in languages) if (root / where).exists()]
    return {where: said for where in there if (said := _read_text(root, where, faults)) is not None}


def _indexes(root: Path, texts: Texts, answers: Mapping[str, Answer], faults: list[Fault]) -> dict[str, search.Index]:
    """What free questions are compared with, by language."""
    keys = sorted(answers)
    asks = {language: _asks(root, language, keys, faults) for language in texts.languages}
    talk = frozenset().union(*(_small_talk(root, language, faults) for language in texts.languages))
    grave = frozenset(key for key in keys if answers[key].grave)
    known: dict[str, list[str]] = {}
    return {
        language: search.Index(*_compared(texts, language, answers, asks), grave, talk, known)
        for language in texts.languages
    }


def _small_talk(root: Path, language: str, faults: list[Fault]) -> frozenset[str]:
    """Words that ask for nothing; a language may do without."""
    where = f"{language}/{search.SMALL_TALK}"
    said = _read_text(root, where, faults) if (root / where).exists() else None
    return search.chatter(said or "")


def _compared(
    texts: Texts, language: str, answers: Mapping[str, Answer], asks: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[dict[str, str], dict[str, str]]:
    asked, bodies = {}, {}
    for key in sorted(answers):
        ways = [way for one in (language, *search.MIXED.get(language, ())) for way in asks.get(one, {}).get(key, ())]
        *titles, body = answers[key].texts(key)
        asked[key] = "\n".join([*(_said(texts, language, title) for title in titles), *ways])
        bodies[key] = _said(texts, language, body)
    return asked, bodies


def _said(texts: Texts, language: str, key: str) -> str:
    return texts.plain(language, key) if key in texts.keys(language) else ""


def _asks(root: Path, language: str, keys: Collection[str], faults: list[Fault]) -> Mapping[str, tuple[str, ...]]:
    """The ways in which people ask, by answer; a language may do without."""
    where = f"{language}/{search.FILE}"
    asked = _model(_Asks, root / where, faults) if (root / where).exists() else None
    said = asked.root if asked else {}
    faults += (Fault(where, key, "", f"no answer {key}") for key in said if key not in keys)
    return said


def _under(root: Path, place: str) -> str:
    return place.removeprefix(str(root)).lstrip("/") or str(root)


def _model(model: type[Model], path: Path, faults: list[Fault], **extra: str) -> Model | None:
    where = path.name if path.name in {"project.toml", tongue_lines.FILE} else f"{path.parent.name}/{path.name}"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(where, "", "", "the file is missing"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        faults.append(Fault(where, "", "", f"not readable as TOML: {fault}"))
    else:
        return _validated(model, where, {**raw, **extra}, faults)
    return None


def _validated(model: type[Model], where: str, raw: dict[str, Any], faults: list[Fault]) -> Model | None:
    try:
        return model.model_validate(raw)
    except ValidationError as refused:
        faults += _refusals(where, raw, refused.errors(include_url=False))
        return None


def _refusals(where: str, raw: dict[str, Any], errors: Iterable[Any]) -> Iterable[Fault]:
    for error in errors:
        loc = list(error["loc"])
        step = _step_of(raw, loc)
        yield Fault(where, step, ".".join(str(part) for part in loc), error["msg"])


def _step_of(raw: dict[str, Any], loc: list[str | int]) -> str:
    """Name the step or entry a refusal is about, and take it off the field's path."""
    if len(loc) > 1 and loc[0] == "step" and isinstance(loc[1], int):
        steps = raw["step"]
        number = loc[1]
        del loc[:2]
        named = steps[number] if isinstance(steps, list) else None
        return str(named.get("name", number + 1)) if isinstance(named, dict) else str(number + 1)
    if len(loc) > 1 and loc[0] in {"door", "topic", "plight", "answer"}:
        loc.pop(0)
        return str(loc.pop(0))
    return ""
