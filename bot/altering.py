"""A value with some of its parts changed: `dataclasses.replace` for values of thirty parts that change all the time.

`replace` reads every part by its name and hands all of them to `__init__`, some 30 microseconds for a talk; an update
changes its talk and its person a dozen times. Here the parts are copied all at once, so the dataclass has no slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace as changed

__all__ = ["changed"]

T = TypeVar("T")

if not TYPE_CHECKING:  # to mypy it is `replace`, whose arguments it looks at

    def changed(value: T, /, **parts: Any) -> T:
        """Return a copy with these parts: of a frozen dataclass without slots, `__post_init__` and cached properties.

        TypeError: it has no such part.
        """
        kind = type(value)
        if not parts.keys() <= kind.__dataclass_fields__.keys():
            message = f"{kind.__name__} has no {', '.join(sorted(parts.keys() - kind.__dataclass_fields__.keys()))}"
            raise TypeError(message)
        made = object.__new__(kind)
        made.__dict__.update(value.__dict__, **parts)
        return made
