"""`python -m bot`."""

import sys

from bot.cli import main
from bot.memory import shut

shut()
sys.exit(main())
