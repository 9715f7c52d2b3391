"""How `run` becomes the serving process: no setting in its environment or arguments, rows migrated apart."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

from bot.errors import SettingError, StorageError
from bot.setting_names import hotline_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

HANDED_OVER = "--handed-over"
_PIPE_HOLDS = 60_000


def start_over() -> NoReturn:
    """Replace this process by itself without a HOTLINE_ variable; they go by a pipe that is read once."""
    handed = json.dumps(hotline_variables(os.environ)).encode()
    if len(handed) > _PIPE_HOLDS:
        raise SettingError("the HOTLINE_ variables are too long together: put the token into a file")
    reader, writer = os.pipe()
    os.write(writer, handed)
    os.close(writer)
    os.set_inheritable(reader, True)  # noqa: FBT003 - os has no keyword for it
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:], HANDED_OVER, str(reader)], _rest(os.environ))  # noqa: S606 - no shell


def handed_variables(descriptor: int) -> dict[str, str]:
    """What `start_over` put into the pipe."""
    try:
        with os.fdopen(descriptor, "rb") as pipe:
            return dict(json.load(pipe))
    except (OSError, ValueError) as fault:
        raise SettingError(f"{HANDED_OVER} is for `run` itself: start `python -m bot run` without it") from fault


def given_to(descriptor: int | None) -> Mapping[str, str]:
    """The variables of a command: of its environment, and before those, if `run` started it, what it was handed."""
    return os.environ if descriptor is None else {**os.environ, **handed_variables(descriptor)}


def migrate_apart(settings: Settings) -> None:
    """Bring the database up to date in a process of its own, so that this one never loads what only that needs.

    It may take long, as it makes a backup first; so the server's address goes by its input here too.
    """
    from bot.hourly import handed  # noqa: PLC0415 - what `start_over` needs is quick to load

    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate", "--handed-over", "0"],
        env=_rest(os.environ),
        input=json.dumps(handed(settings)).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["the migration died without a word"]
        raise StorageError(said[-1].removeprefix("parley: "))


def _rest(environ: Mapping[str, str]) -> dict[str, str]:
    ours = hotline_variables(environ)
    return {name: value for name, value in environ.items() if name not in ours}
