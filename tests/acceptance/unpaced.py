"""`run` without Telegram's limits and with cheap codes: the same program, for tests that are not about either."""

from __future__ import annotations

import asyncio
import sys

from bot import logs
from bot.app import Tuning, serve
from bot.delivery.pacing import Limits
from bot.errors import HotlineError
from bot.launch import migrate_apart
from bot.settings import load
from storage.versions import behind

UNPACED = Limits(overall=100_000, private=100_000, group=100_000, group_kept=0)


def main() -> None:
    settings = load(env_file=None)
    logs.configure(settings.log_level, json=True)
    if behind(settings.database):
        migrate_apart(settings)
    try:
        asyncio.run(serve(settings, Tuning(limits=UNPACED, code_memory_kib=64)))
    except HotlineError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
