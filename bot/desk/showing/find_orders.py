"""The commands that find cases, in the order in which /help names them."""

from __future__ import annotations

from typing import Final

from bot.desk.commands import Command
from bot.desk.showing import lists

COMMANDS: Final = (
    Command(name="waiting", work=lists.waiting),
    Command(name="mine", work=lists.mine),
    Command(name="cases", work=lists.cases),
    Command(name="case", work=lists.one),
    Command(name="find", work=lists.find),
)
