"""`unlimited`, planted: no lock is asked for, so two of them serve one database side by side."""

from __future__ import annotations

from storage.postgres import holding
from tests.promises.unlimited import main


async def _nothing(*_: object) -> None:
    """Whatever the server would say."""


async def _nobody(*_: object, **__: object) -> bool:
    return True


if __name__ == "__main__":
    setattr(holding.Holder, "require", _nothing)  # noqa: B010 - a name of a class
    setattr(holding, "held_by_nobody", _nobody)  # noqa: B010 - a name of a module
    main()
