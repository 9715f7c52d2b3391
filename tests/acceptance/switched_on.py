"""The program of `unpaced`, for a line that asks for a name and a place at the second contact."""

from __future__ import annotations

from unittest.mock import patch

from bot import app
from tests.acceptance.unpaced import main
from tests.switched import switched_on

if __name__ == "__main__":
    with patch.object(app, "load_book", switched_on):
        main()
