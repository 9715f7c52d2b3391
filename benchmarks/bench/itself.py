"""`python -m bot` without what only developers have: `python -m benchmarks.bench.itself run`."""

import runpy

from benchmarks.bench import bare  # noqa: F401 - before all of ours

runpy.run_module("bot", run_name="__main__")
