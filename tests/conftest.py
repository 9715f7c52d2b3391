"""What holds for all tests."""

import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
import structlog

SLOW = 600.0
"""Seconds for a test that takes minutes on an idle machine, where it names no bound of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW))


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Every test gives back the process's hooks and loggers as they were."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    handlers, level, raising = logging.root.handlers[:], logging.root.level, logging.raiseExceptions
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
    logging.captureWarnings(capture=False)
    logging.root.handlers[:], logging.raiseExceptions = handlers, raising
    logging.root.setLevel(level)
    structlog.reset_defaults()
