"""`python -m bot rehearse` whose bot knows no limits: a test of the page need not wait for the group's next minute."""

import sys
from functools import partial

from bot.cli import main
from bot.rehearsal import play
from bot.rehearsal.process import BotProcess

if __name__ == "__main__":
    vars(play)["BotProcess"] = partial(BotProcess, command=("-m", "tests.acceptance.unpaced"))
    sys.exit(main())
