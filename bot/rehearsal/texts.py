"""The Texts tab: a sentence is changed in the rehearsal's own copy of the content, whole or not at all."""

from __future__ import annotations

import asyncio
import io
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.errors import ContentError
from bot.flows.check_wording import markup, words
from bot.flows.load import SHIPPED, check
from bot.flows.rewriting import rewritten, spoken, words_of
from bot.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.flows.banned import Banned
    from bot.flows.faults import Fault

LONGEST: Final = 8_000
MOST_FAULTS: Final = 6


def copy_content(folder: Path, source: Path = SHIPPED) -> Path:
    """Return a copy of the content below a rehearsal's folder: what is changed there touches nothing else."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@dataclass(frozen=True, slots=True)
class Change:
    """One text, and what it shall say."""

    language: str
    key: str
    text: str


@dataclass(kw_only=True)
class TextsDesk:
    """The content of one rehearsal: `root`, which its bot watches, and `trial`, where a change is looked at first.

    `banned`: what no text says, by language. `taken` hears of the texts after each change.
    """

    root: Path
    trial: Path
    banned: Mapping[str, Banned]
    taken: Callable[[Texts], None]
    _known: frozenset[str] = frozenset()
    _files: dict[tuple[str, str], Path] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def listed(self) -> dict[str, Any]:
        """Return every text in every language, by key, with its file."""
        texts: dict[str, dict[str, Any]] = {}
        self._files.clear()
        languages = sorted(path.name for path in self.root.iterdir() if any(path.glob("*.ftl")))
        for language in languages:
            for path in sorted((self.root / language).glob("*.ftl")):
                for key, said in spoken(path.read_text(encoding="utf-8")).items():
                    self._files[language, key] = path
                    texts.setdefault(key, {"key": key, "file": path.name, "said": {}})["said"][language] = said
        return {"languages": [{"code": code, "name": self._name(texts, code)} for code in languages],
                "texts": list(texts.values())}  # fmt: skip

    def look(self, change: Change) -> list[str]:
        """Return what is wrong with the words alone, at once."""
        self._file(change)
        try:
            written = words_of(change.key, change.text)
        except ContentError as fault:
            return [str(fault)]
        return [*filter(None, [markup(written)]), *words(change.key, written, self.banned.get(change.language))]

    async def save(self, change: Change) -> list[str]:
        """Put the change into the content if every check passes; return what does not."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._save, change)

    def _save(self, change: Change) -> list[str]:
        path = self._file(change)
        before = path.read_text(encoding="utf-8")
        if odd := self.look(change):
            return odd
        made = rewritten(before, change.key, change.text)
        self._make_ready()
        tried = self.trial / path.relative_to(self.root)
        tried.write_text(made, encoding="utf-8")
        new = [fault for fault in check(self.trial) if str(fault) not in self._known]
        if new:
            tried.write_text(before, encoding="utf-8")
            return [_said(fault, change, path.name) for fault in new[:MOST_FAULTS]]
        _put(path, made)
        self.taken(Texts.load(self.root))
        return []

    def _make_ready(self) -> None:
        """Before the first change: a folder to try it in, and the faults that are not its own."""
        if not self.trial.exists():
            shutil.copytree(self.root, self.trial)
            self._known = frozenset(map(str, check(self.trial)))

    def _file(self, change: Change) -> Path:
        """The file the text stands in. Raises ContentError where there is none."""
        if not self._files:
            self.listed()
        try:
            return self._files[change.language, change.key]
        except KeyError:
            raise ContentError(f"there is no text {change.key[:60]} in this language") from None

    def packed(self) -> bytes:
        """Return the whole folder as a zip file, to be taken along: the rehearsal's own copy goes at its end."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.root.rglob("*")):
                if path.is_file():
                    archive.write(path, Path("locales", path.relative_to(self.root)))
        return made.getvalue()

    def _name(self, texts: Mapping[str, Mapping[str, Any]], code: str) -> str:
        return str(texts.get(f"language-name-{code}", {}).get("said", {}).get(code, code))


def _said(fault: Fault, change: Change, file: str) -> str:
    """The fault, without the place where it stands beside the field it is about."""
    here = fault.file == f"{change.language}/{file}" and fault.field == change.key
    return fault.what if here else str(fault)


def _put(path: Path, content: str) -> None:
    """Let the file change in one step: who watches the folder never reads a half."""
    new = path.with_suffix(".new")
    new.write_text(content, encoding="utf-8")
    new.replace(path)
