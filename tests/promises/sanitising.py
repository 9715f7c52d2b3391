"""`run` as in `unpaced`, with the planted fault: the relay to operators keeps a text without what looks like a tag."""

from __future__ import annotations

import re
from unittest.mock import patch

from bot.desk.words import relay
from bot.texts import clean
from tests.acceptance import unpaced

if __name__ == "__main__":
    patch.object(relay, "clean", lambda text: re.sub(r"<[^>]*>", "", clean(text))).start()
    unpaced.main()
