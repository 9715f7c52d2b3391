"""`python -m tests.promises.unlimited run` is `python -m bot run` without Telegram's limits and with cheap codes.

It executes itself once more as `run` does, so what the system tells of the process is what it tells of `run`.
"""

from __future__ import annotations

from functools import partial

from bot import app, cli
from tests.acceptance.unpaced import UNPACED


def main() -> None:
    setattr(app, "Tuning", partial(app.Tuning, limits=UNPACED, code_memory_kib=64))  # noqa: B010 - a name of a class
    cli.main()


if __name__ == "__main__":
    main()
