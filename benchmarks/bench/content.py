"""The shipped content with one thing changed: the soldier's application asks eight questions, all to be written."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

from benchmarks.bench.people import QUESTIONS
from bot.flows.load import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

_FLOW: Final = 'door = "soldier"\nversion = 1\n'
_STEP: Final = '\n[[step]]\nname = "{name}"\nkind = "text"\n'
_TEXTS: Final = """
flow-soldier-{name} = What should we know first?
flow-soldier-{name}-short = What to know
flow-soldier-{name}-why = So that the operator answers what matters to you. One sentence is enough.
"""
_OF_STEPS: Final = re.compile(r"^flow-soldier-\w.*\n(?:^[ ].*\n|^\n(?=[ ]))*", re.MULTILINE)
NAMES: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")[:QUESTIONS]


def write(folder: Path) -> Path:
    """A copy of the content with that form in it."""
    shutil.copytree(SHIPPED, folder)
    flow = _FLOW + "".join(_STEP.format(name=name) for name in NAMES)
    (folder / "flows" / "soldier.toml").write_text(flow, encoding="utf-8")
    texts = "".join(_TEXTS.format(name=name) for name in NAMES)
    for language in ("ru", "uk", "en"):
        (folder / language / "bench.ftl").write_text(texts, encoding="utf-8")
    return folder
