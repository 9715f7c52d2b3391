"""Named points of the program, told to whoever watches: crash tests stop the process there."""

from collections.abc import Callable

Probe = Callable[[str], None]
"""Called with the name of a point the program has reached."""


def unprobed(_point: str) -> None:
    """The probe of every day: nothing happens at any point."""
