"""What tests and benchmarks may lift or fake; never a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.delivery.pacing import Limits
from bot.desk.codes.word_lists import WordLists
from bot.desk.talks.lock import SILENCE
from bot.flows.model import Book
from bot.probes import Probe, unprobed

Content = Callable[[Path], tuple[Book, WordLists]]
"""Reads a content folder: all of it, or ContentError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Defaults are those of a line in earnest. `content`: how that is read, where not from the folder."""

    probe: Probe = unprobed
    limits: Limits = field(default_factory=Limits)
    code_memory_kib: int = 65536
    slots: int = 64
    warm: bool = True
    minute: float = 60
    watch: float = 60
    silence: int = SILENCE
    on_ready: Callable[[], None] = lambda: None
    content: Content | None = None
