"""`run` as in `unpaced`; on a webhook what overtook other updates waits for them a minute instead of a second."""

from __future__ import annotations

from functools import partial

from bot import hearing
from bot.delivery.ordering import InOrder
from tests.acceptance.unpaced import main

if __name__ == "__main__":
    vars(hearing)["InOrder"] = partial(InOrder, patience=60.0)
    main()
