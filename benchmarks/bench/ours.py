"""Our whole product as `make bench` runs it: `python -m benchmarks.bench.ours URL FOLDER`.

Real: everything, the keys, the sealed rows, group commit and synchronous FULL among it. Lifted: the pacer's limits, and
the codes of five words, which are drawn but not made. `--calls same` leaves out what other bots do not do, so that all
make the same calls: three dots before a screen that may show something, the end of the old screen, what takes typed
commands out of the chat. `--calls real` leaves out nothing. `--store memory`: see `benchmarks.bench.memory`.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import click
import uvloop

from benchmarks.bench import bare, content, memory  # noqa: F401 - bare: before all of ours
from benchmarks.bench.people import QUESTIONS
from bot import logs
from bot.app import Tuning, serve
from bot.delivery.pacing import Limits
from bot.desk.codes.codes import CodeDesk
from bot.desk.talks import screens, traces
from bot.flows import check
from bot.memory import tidied
from bot.messages import Send
from bot.settings import load
from storage.key_making import init_keys
from storage.migrate import migrate

if TYPE_CHECKING:
    from bot.desk.talks.screens import Scene
    from bot.messages import Keyboard

UNPACED: Final = Limits(overall=1_000_000, private=1_000_000, group=1_000_000, group_kept=0)
TOKEN: Final = "7000000001:AAbenchbenchbenchbenchbenchbenchben"  # noqa: S105 - of no bot
GROUP: Final = -1_001_234_567_890


def prepare(folder: Path) -> None:
    """Keys, an empty database and the content, where there are none yet."""
    if not (folder / "data").exists():
        init_keys(folder / "data", recipients=(), operator_key_out=folder / "operator", now=int(time.time()))
        migrate(folder / "data" / "parley.db")
        content.write(folder / "locales")


def settings_of(folder: Path, url: str, hook: int) -> dict[str, str]:
    """What the bot is set to."""
    hooked = {
        "HOTLINE_WEBHOOK_URL": "https://bench.example/updates",
        "HOTLINE_WEBHOOK_SECRET": "s" * 40,
        "HOTLINE_WEB_LISTEN": f"127.0.0.1:{hook}",
    }
    own = {"HOTLINE_LOCALES_DIR": str(folder / "locales")} if (folder / "locales").is_dir() else {}
    return (
        (hooked if hook else {})
        | own
        | {
            "HOTLINE_BOT_TOKEN": TOKEN,
            "HOTLINE_OPERATOR_CHAT_ID": str(GROUP),
            "HOTLINE_API_URL": url,
            "HOTLINE_DATA_DIR": str(folder / "data"),
            "HOTLINE_LOG_LEVEL": "error",
        }
    )


async def _as_it_is(scene: Scene, text: str, keyboard: Keyboard) -> None:
    """A new screen with its words in it; the old one stays."""
    turn, person, post = scene.turn, scene.person, scene.turn.house.new_post()
    send = Send(
        post=post,
        chat=person.chat,
        text=text,
        html=True,
        keyboard=keyboard,
        role="screen",
        silent=True,
        lives=traces.lives(turn.house, person),
    )
    await turn.put(send)
    scene.person = replace(person, screen=post, screen_at=turn.now, below=False)


_erases: Final = screens.Scene.erase


async def _erases_later(scene: Scene, message: int, *, after: int = 0) -> None:
    """What is typed goes with its timer, as ever; what would go at once stays."""
    if after:
        await _erases(scene, message, after=after)


async def _makes_none(_desk: CodeDesk, _house: Any) -> None:
    """No code is made."""


def main_of(folder: Path, url: str, *, calls: str, store: str, hook: int = 0) -> None:
    """The bot until it is told to stop."""
    check.MOST_QUESTIONS = QUESTIONS  # type: ignore[misc]
    patch.object(CodeDesk, "_attach_all", _makes_none).start()
    if calls == "same":
        patch.object(screens, "_replace", _as_it_is).start()
        patch.object(screens.Scene, "erase", _erases_later).start()
    if store == "memory":
        memory.without_storage()
    settings = load(settings_of(folder, url, hook), env_file=None)
    logs.configure("error", json=True)
    tuning = Tuning(limits=UNPACED, code_memory_kib=64, warm=False, on_ready=tidied)
    uvloop.run(serve(settings, tuning))


@click.command()
@click.argument("url")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--calls", type=click.Choice(["same", "real"]), default="same")
@click.option("--store", type=click.Choice(["sqlite", "memory"]), default="sqlite")
@click.option("--hook", default=0, help="The port to listen to for updates; 0: poll.")
def main(url: str, folder: Path, calls: str, store: str, hook: int) -> None:
    """Run it."""
    check.MOST_QUESTIONS = QUESTIONS  # type: ignore[misc]
    # As `run` does it: what brings a database to its version is in no process that serves.
    aside = multiprocessing.get_context("spawn").Process(target=prepare, args=(folder,))
    aside.start()
    aside.join()
    if aside.exitcode:
        sys.exit(1)
    main_of(folder, url, calls=calls, store=store, hook=hook)


if __name__ == "__main__":
    main()
