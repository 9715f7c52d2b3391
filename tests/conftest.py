"""What holds for all tests."""

import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from bot.places import Place, Server
from storage.migrate import migrate
from tests.postgres import BOTH, Cluster, started
from tests.slow_files import may_be_slow

SLOW = 1_800.0
"""Seconds for a slow test: many times what a busy machine needs, so that only what hangs is ended."""


settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # on a busy machine nothing is a fault because of its time
settings.load_profile("patient")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Marked tests run on both databases, unless they name theirs."""
    named = any(mark.args[0] == "kind" for mark in metafunc.definition.iter_markers("parametrize"))
    if "kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both") and not named:
        metafunc.parametrize("kind", BOTH)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Of database: SQLite, or what --on says."""
    return str(request.config.getoption("--on"))


@pytest.fixture
def place(kind: str, request: pytest.FixtureRequest) -> Place:
    """Where the rows are: migrated, and empty."""
    where: Place = request.getfixturevalue("path" if kind == "sqlite" else "server")
    return where


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--on", choices=["sqlite", "postgres"], default="sqlite", help="where rows are, if a test minds not"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only slow tests are wanted, files that have none are not even loaded."""
    of_tests = collection_path.match("test_*.py")
    return True if config.option.markexpr == "slow" and of_tests and not may_be_slow(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before the unwanted are taken out: a run of the fast ones sees that no slow one would be overlooked."""
    for item in items:
        if not item.get_closest_marker("slow"):
            continue
        if not may_be_slow(item.path):
            raise pytest.UsageError(f"{item.nodeid} would be overlooked: say mark.slow, mark.both or BOTH in its file")
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was left out because a tool is missing is said aloud."""
    skipped = "".join(str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    for line in sorted(set(re.findall(r"NOT RUN: [^\n'\"]+", skipped))):
        terminalreporter.write_line(line, red=True, bold=True)


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A real PostgreSQL, started when the first test needs it."""
    yield from started()


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Server:
    server = cluster.fresh()
    migrate(server)
    return server


@pytest.fixture
def server(cluster: Cluster, migrated: Server) -> Server:
    """A migrated database without a row; the same one for every test of this process, one after another."""
    cluster.empty(migrated)
    return migrated
