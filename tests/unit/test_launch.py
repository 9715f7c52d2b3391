"""The serving process: nothing of ours in its environment, no core, private files, and it ends when asked."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest

from bot.errors import SettingError, StorageError
from bot.launch import handed_variables, migrate_apart, start_over
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import load

ROOT = Path(__file__).parents[2]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    return rest | {"PYTHONPATH": str(ROOT)} | {f"HOTLINE_{name}": value for name, value in settings.items()}


async def started(*arguments: str, settings: Mapping[str, str], folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environment(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def said(process: asyncio.subprocess.Process, words: bytes) -> None:
    """Wait until the process writes a line with these words."""
    assert process.stdout is not None
    lines = []
    async with asyncio.timeout(240):
        while line := await process.stdout.readline():
            lines.append(line)
            if words in line:
                return
    pytest.fail(f"it ended without saying so: {lines}")


async def shown_by_a_plain_process(settings: Mapping[str, str]) -> str:
    """The environment that others can read of a process, once it speaks: before its start is done it has none."""
    speaks = "print('up', flush=True); input()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", speaks, env=environment(settings),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await said(process, b"up")
    seen = facts(process.pid, "environ")
    await process.communicate(b"\n")
    return seen


def facts(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="reads /proc of a process that hides itself")
async def test_the_serving_process_hides_its_settings_and_stops_when_asked(tmp_path: Path) -> None:
    world = World()
    group = world.add_group("Desk", forum=True)
    server = await serve(world)
    settings = {
        "BOT_TOKEN": world.token, "OPERATOR_CHAT_ID": str(group.id), "API_URL": server.url,
        "DATA_DIR": str(tmp_path / "d"),
    }  # fmt: skip
    try:
        assert world.token in await shown_by_a_plain_process(settings), "the control: a plain process shows it"
        made = await started("keys", "init", settings=settings, folder=tmp_path)
        assert await made.wait() == 0
        bot = await started("run", settings=settings, folder=tmp_path)
        await said(bot, b'"started"')
        seen = facts(bot.pid, "environ") + facts(bot.pid, "cmdline")
        assert "HOTLINE_" not in seen
        assert world.token not in seen
        assert "Umask:\t0077" in facts(bot.pid, "status")
        assert "Max core file size        0                    0" in facts(bot.pid, "limits")
        bot.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(bot.communicate(), timeout=240)
        assert bot.returncode == 0, output
        assert world.token.encode() not in output
        assert not [path for path in (tmp_path / "d").rglob("*") if path.stat().st_mode & 0o077]
    finally:
        await server.close()


def test_variables_go_through_the_pipe_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, object] = {}

    def fake(_path: str, arguments: list[str], environ: dict[str, str]) -> None:
        taken.update(arguments=arguments, environ=environ)

    monkeypatch.setattr(os, "execve", fake)
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "4242:PLANTED")
    cast("Callable[[], None]", start_over)()
    arguments, environ = taken["arguments"], taken["environ"]
    assert isinstance(arguments, list)
    assert isinstance(environ, dict)
    assert "PLANTED" not in " ".join(arguments)
    assert not [name for name in environ if name.startswith("HOTLINE_")]
    assert handed_variables(int(arguments[-1]))["HOTLINE_BOT_TOKEN"] == "4242:PLANTED"
    with pytest.raises(SettingError):
        handed_variables(int(arguments[-1]))


def test_what_does_not_fit_the_pipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_BOT_TOKEN", "1" * 70_000)
    with pytest.raises(SettingError, match="too long together"):
        start_over()


def test_the_migrations_process_gets_the_servers_address_by_its_input_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\ncd {tmp_path}\necho "$@" > arguments\nenv > environment\ncat > input\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    url = "postgresql://parley:PLANTED@127.0.0.1/parley"
    monkeypatch.setenv("HOTLINE_DATABASE_URL", url)
    migrate_apart(load(env_file=None))
    assert "PLANTED" not in (tmp_path / "arguments").read_text() + (tmp_path / "environment").read_text()
    assert json.loads((tmp_path / "input").read_text())["HOTLINE_DATABASE_URL"] == url


def test_a_failed_migration_tells_its_own_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "parley.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StorageError) as caught:
        migrate_apart(load({}, env_file=None))
    assert "parley.db" in str(caught.value)
    assert not str(caught.value).startswith("parley: ")
    assert "\n" not in str(caught.value)
