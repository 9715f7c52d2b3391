"""The hourly backup's process: it gets what it needs by its input, and no secret where others of the machine see it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.hourly import handed, hourly_of
from bot.settings import load

if TYPE_CHECKING:
    from pathlib import Path

URL = "postgresql://parley:PLANTED-password@127.0.0.1/parley"


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of the program: it writes down its arguments, its environment and its input."""
    script = tmp_path / "child"
    script.write_text(f'#!/bin/sh\ncd {tmp_path}\necho "$@" > arguments\nenv > environment\ncat > input\n')
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    return tmp_path


async def test_the_servers_address_goes_by_the_input_alone(child: Path) -> None:
    settings = load({"HOTLINE_DATABASE_URL": URL, "HOTLINE_BOT_TOKEN": "7:AAPLANTED"}, env_file=None)
    hourly = hourly_of(settings, now=lambda: 0, beat=lambda: None)
    assert hourly is not None, "also where rows are on a server"
    assert await hourly.make(handed(settings))
    assert "PLANTED" not in (child / "arguments").read_text() + (child / "environment").read_text()
    given = json.loads((child / "input").read_text())
    assert given["HOTLINE_DATABASE_URL"] == URL
    assert "AAPLANTED" not in str(given), "no token"


def test_the_command_takes_its_settings_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    reader, writer = os.pipe()
    os.write(writer, json.dumps({"HOTLINE_DATA_DIR": str(tmp_path / "elsewhere")}).encode())
    os.close(writer)
    assert main(["backup", "--handed-over", str(reader)]) == 1
    assert f"{tmp_path}/elsewhere/parley.db: is not there" in capsys.readouterr().err
