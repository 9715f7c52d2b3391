"""`python -m bot`. `run` gives its settings to itself, executed once more, before anything large is loaded."""

import os
import sys
from contextlib import suppress

from bot.errors import SettingError
from bot.launch import start_over
from bot.memory import shut
from bot.setting_names import hotline_variables

shut()
if sys.argv[1:] == ["run"] and hotline_variables(os.environ):
    with suppress(SettingError):  # the command meets it again, and says it
        start_over()

from bot.cli import main  # noqa: E402

sys.exit(main())
