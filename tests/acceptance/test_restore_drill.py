"""The drill of both restores with a few cases; with a million it is `python -m benchmarks.restore_drill`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from benchmarks.restore_drill import drill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.both]


@pytest.fixture
def databases(kind: str, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Where the rows are, as options."""
    if kind == "sqlite":
        yield []
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    servers = [cluster.fresh() for _ in range(3)]
    yield ["--databases", *(server.url for server in servers)]
    for server in servers:
        cluster.drop(server)


def test_nothing_is_missing_after_a_lost_server_and_after_a_move(tmp_path: Path, databases: list[str]) -> None:
    done = CliRunner().invoke(drill, ["--cases", "60", "--hot", "6", "--folder", str(tmp_path), *databases])
    assert done.exit_code == 0, done.output
    assert done.output.count("| 6 of 6 |") == 2
    assert not list(tmp_path.iterdir()), "nothing of it stays"
