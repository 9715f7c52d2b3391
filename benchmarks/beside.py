"""Two processes that share one line, measured against one: `python -m benchmarks.beside --url URL`.

The bench's people fill in forms against its Bot API, our whole product serves them (`benchmarks.bench`, nothing left
out but Telegram's limits and the making of codes), on that PostgreSQL database, which is empty and has "beside" in its
name. One process; two that share the lanes; two, and the one that works beside is killed by kill -9 in the middle; two,
and the one that leads is. Told are updates a second, the longest wait for an answer, the processor time of each. The
second must be there within `--warm`: on a busy machine give it more.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import uvloop

from benchmarks.bench import content
from benchmarks.bench.load import Load
from benchmarks.bench.ours import UNPACED, _makes_none, settings_of
from benchmarks.bench.people import QUESTIONS
from benchmarks.bench.runs import api, heard, started, usage
from bot import logs
from bot.app import Tuning, serve
from bot.desk.codes.codes import CodeDesk
from bot.flows import check
from bot.places import Server
from bot.settings import load
from storage.key_making import init_keys
from storage.migrate import migrate
from storage.postgres.session import finished, session

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED: Final = "beside"
_OWNED: Final = """
SELECT COUNT(*) FROM parley_crew.shares JOIN parley_crew.members ON number = owner WHERE NOT leads AND heir IS NULL"""
_RUNS: Final = (
    ("one process", 1, None),
    ("two", 2, None),
    ("two, the one beside killed", 2, 1),
    ("two, the leader killed", 2, 0),
)
_PATIENCE: Final = 300.0


def serves(url: str, folder: Path, database: str) -> None:
    """One of the processes, until it is told to stop."""
    check.MOST_QUESTIONS = QUESTIONS  # type: ignore[misc]
    patch.object(CodeDesk, "_attach_all", _makes_none).start()
    shared = {"HOTLINE_DATABASE_URL": database, "HOTLINE_STANDBY": "yes", "HOTLINE_SHARE": "yes"}
    settings = load(settings_of(folder, url, 0) | shared, env_file=None)
    logs.configure("error", json=True)
    uvloop.run(serve(settings, Tuning(limits=UNPACED, code_memory_kib=64, warm=False, on_ready=gc.freeze)))


async def shared_out(server: Server) -> bool:
    """Whether somebody beside the leader has lanes."""
    async with session(server) as connection:
        made = await connection.fetchval("SELECT to_regclass('parley_crew.shares') IS NOT NULL")
        return bool(made and await connection.fetchval(_OWNED))


async def emptied(server: Server) -> None:
    """Every row of the run before goes."""
    async with session(server) as connection:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        for (table,) in tables:
            await connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table's own name


def run(server: Server, asked: Load, count: int, kills: int | None) -> dict[str, Any]:
    """One measurement, with fresh keys and no rows."""
    finished(emptied(server))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-beside-")))
        init_keys(folder / "data", recipients=(), operator_key_out=folder / "operator", now=int(time.time()))
        check.MOST_QUESTIONS = QUESTIONS  # type: ignore[misc]
        content.write(folder / "locales")
        telegram = stack.enter_context(started(api(asked), pipe=True))
        url = f"http://127.0.0.1:{heard(telegram, 'listening')['port']}"
        command = [sys.executable, "-m", "benchmarks.beside", "--serve", url, str(folder), "--url", server.url]
        bots = [stack.enter_context(started(command))]
        heard(telegram, "stands")
        bots += [stack.enter_context(started(command)) for _ in range(count - 1)]
        until = time.monotonic() + _PATIENCE
        while count > 1 and not finished(shared_out(server)) and time.monotonic() < until:
            time.sleep(0.1)
        stands = time.monotonic()
        heard(telegram, "begin")
        told = {"late": time.monotonic() - stands < 1.0}
        before = [usage(bot.pid)["cpu"] for bot in bots]
        if kills is not None:
            time.sleep(asked.seconds / 3)
            bots[kills].kill()
            bots[kills].wait()
        told |= heard(telegram, "end")
        alive = [bot for number, bot in enumerate(bots) if number != kills]
        used = [usage(bot.pid)["cpu"] - before[bots.index(bot)] for bot in alive]
        return told | {"cpu": [spent / told["seconds"] for spent in used]}


def shown(name: str, told: dict[str, Any]) -> str:
    """One line of the table."""
    each = 1_000 * told["seconds"] / max(told["answers"], 1)
    used = " + ".join(f"{spent * each:.1f}" for spent in told["cpu"])
    late = " (the second was not ready in time)" if told["late"] else ""
    return (
        f"{name:28} {told['rate']:7.1f} updates/s   p50 {told['p50']:.2f} s   p99 {told['p99']:.2f} s   "
        f"longest {told['most']:.2f} s   processor ms an update {used}{late}\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", required=True, help=f'a database with "{NAMED}" in its name, empty')
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement; default 20")
    parser.add_argument("--warm", type=float, default=45.0, help="seconds before it, in which a second one starts")
    parser.add_argument("--chats", type=int, default=200, help="people at once; default 200")
    parser.add_argument("--rounds", type=int, default=1, help="how often all of it; default once")
    parser.add_argument("--no-deaths", action="store_true", help="only one against two")
    parser.add_argument("--serve", nargs=2, metavar=("API", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.serve:
        serves(given.serve[0], Path(given.serve[1]), given.url)
        return
    if NAMED not in given.url.rpartition("/")[2]:
        parser.error(f'the database is written to: make one of its own, with "{NAMED}" in its name')
    server = Server(given.url)
    migrate(server)
    asked = Load(chats=given.chats, warm=given.warm, seconds=given.seconds)
    sys.stdout.write(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    for _ in range(given.rounds):
        for name, count, kills in _RUNS[:2] if given.no_deaths else _RUNS:
            sys.stdout.write(shown(name, run(server, asked, count, kills)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
