"""A folder of texts small enough to break in a test: two doors, one application, two answers, in two languages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bot.flows.load import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

TREE = """
[door.soldier]
topics = ["basics"]
apply = true
[door.question]
topics = ["others"]
[topic.basics]
answers = ["first", "second"]
[topic.others]
answers = ["second"]
"""
ANSWERS = """
[answer.first]
facts = "1"
source = "law"
provisions = ["GC III 13", "GC III 15"]
checked = 2026-11-21
related = ["second"]
apply = true
approved = []

[answer.second]
facts = "2"
source = "unknown"
checked = 2026-11-21
approved = []
"""
VERIFIED = """
[read]
"GC III" = ["12-14", "15", "16"]
[only]
first = ["GC III 13", "GC III 15", "GC III 16"]
"""
FLOW = """
door = "soldier"
version = 1

[[step]]
name = "health"
kind = "choice"
options = ["well", "ill", "urgent"]
urgent = ["urgent"]
goto = { ill = "rest", urgent = "end" }

[[step]]
name = "rest"
kind = "page"
aside = true

[[step]]
name = "tell"
kind = "text"
"""
PLIGHTS = ("plight-missing", "plight-prisoner", "plight-wants-out", "plight-afraid")
TEXTS = {
    "answers.ftl": "topic-basics = Basics\ntopic-others = Others\n"
    + "".join(f"answer-{key} = A sentence.\nanswer-{key}-title = Title {key}\n" for key in ("first", "second")),
    "flows.ftl": "flow-soldier = A few questions.\n"
    + "".join(
        f"flow-soldier-{key} = Words of {key}\n"
        for key in (
            "health", "health-short", "health-why", "health-well", "health-ill", "health-urgent", "rest",
            "tell", "tell-short", "tell-why",
        )
    ),
}  # fmt: skip


def small_content(folder: Path) -> Path:
    """Fill an empty folder; what is in it is faultless until a test breaks it."""
    for language in ("en", "uk"):
        (folder / language).mkdir()
        for file in (SHIPPED / "en").glob("*.ftl"):
            without = _lines_without(file, ("door-mobilized", "door-maybe", "door-relative", *PLIGHTS, "flow-"))
            (folder / language / file.name).write_text(without, encoding="utf-8")
        (folder / language / "danger.txt").write_text("# none yet\n", encoding="utf-8")
        for name, text in TEXTS.items():
            (folder / language / name).write_text(text, encoding="utf-8")
    files = {"tree": TREE, "answers": ANSWERS, "verified": VERIFIED}
    for name, text in {
        **{f"answers/{name}.toml": text for name, text in files.items()},
        "flows/soldier.toml": FLOW,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    shutil.copy(SHIPPED / "project.toml", folder / "project.toml")
    return folder


def _lines_without(path: Path, starts: tuple[str, ...]) -> str:
    kept, dropping = [], False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        dropping = line.startswith(starts) or (dropping and line.startswith((" ", "\n")))
        if not dropping:
            kept.append(line)
    return "".join(kept)
