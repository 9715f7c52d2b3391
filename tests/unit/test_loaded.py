"""What the serving process loads: nothing that another process does for it, and nothing nobody uses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ELSEWHERE = {
    "matplotlib": "charts are painted by a short-lived process",
    "PIL": "pictures are painted anew by another",
    "alembic": "a migration is a process of its own",
    "sqlalchemy": "it comes with alembic",
    "asyncpg": "a line on SQLite needs none",
    "tomlkit": "approvals are written by a command",
    "segno": "pocket cards are made by a command",
}


def loaded(code: str) -> set[str]:
    """The top names of the modules that are there after this code, without those that are kept out."""
    code += "\nimport sys, json; print(json.dumps([name for name, one in sys.modules.items() if one is not None]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_the_serving_process_loads_no_more_than_it_needs() -> None:
    found = loaded("import bot.cli, bot.app")
    assert {"telegram", "aiohttp"} <= found
    assert found & set(ELSEWHERE) == set()


def test_run_gives_its_settings_away_before_it_loads_its_commands(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environ |= {"PYTHONPATH": str(ROOT), "HOTLINE_BOT_TOKEN": "4242:PLANTED"}
    command = [sys.executable, "-X", "importtime", "-m", "bot", "run"]
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert "parley: HOTLINE_OPERATOR_CHAT_ID is not set" in done.stderr
    assert len(re.findall(r"\| +bot\.cli$", done.stderr, re.MULTILINE)) == 1
    assert len(re.findall(r"\| +bot\.launch$", done.stderr, re.MULTILINE)) == 2, "it was executed once more"


def test_the_measured_process_has_what_an_installation_has() -> None:
    assert loaded("import benchmarks.bench.ours") & {"rich", "pygments"} == set()
