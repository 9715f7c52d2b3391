"""The drill of both restores with a few cases; with a million it is `python -m benchmarks.restore_drill`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from benchmarks.restore_drill import drill

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_nothing_is_missing_after_a_lost_server_and_after_a_move(tmp_path: Path) -> None:
    done = CliRunner().invoke(drill, ["--cases", "60", "--hot", "6", "--folder", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.output.count("| 6 of 6 |") == 2
    assert not list(tmp_path.iterdir()), "nothing of it stays"
