"""`run` as in `unpaced`, at another time: the clock begins at the unix second that is its argument."""

from __future__ import annotations

import sys
import time

from tests.acceptance.unpaced import main

if __name__ == "__main__":
    _REAL = time.time
    _OFF = _REAL() - int(sys.argv[1])
    vars(time)["time"] = lambda: _REAL() - _OFF
    main()
