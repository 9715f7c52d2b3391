"""What a call of the Bot API can fail with. Nothing here carries a token, an address, an id or a person's text."""

from __future__ import annotations

import math
import re
from typing import Final

from bot.errors import ApiError

_PREFIX: Final = re.compile(r"^(Bad Request|Forbidden|Conflict|Too Many Requests|Not Found|Unauthorized):\s*")
_TAIL: Final = re.compile(r"[:\"'<@].*$|\s*-?\d.*$|[^\x00-\x7f\u2019].*$", re.DOTALL)
_LONGEST: Final = 80
_SHORTEST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 3_600.0


def shortened(description: str) -> str:
    """Return Telegram's fixed phrase without its details, which may quote what a person wrote.

    Apostrophes inside words stay (`can't parse entities`); everything from the first colon, quote, digit or letter
    beyond ASCII goes.
    """
    phrase = _PREFIX.sub("", description).replace("n't", "n\u2019t")
    return _TAIL.sub("", phrase)[:_LONGEST].replace("\u2019", "'").strip()


def pause(told: object) -> float | None:
    """Return the seconds of quiet a `retry_after` asks for, from a second to an hour; None where it is no number.

    Longer ones are asked again after that hour; zero and less would ask at once, for ever.
    """
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        return None
    try:
        seconds = float(told)
    except (ValueError, OverflowError):
        return None if isinstance(told, str) else _LONGEST_PAUSE
    return None if math.isnan(seconds) else min(max(seconds, _SHORTEST_PAUSE), _LONGEST_PAUSE)


class ApiFault(ApiError):
    """The Bot API answered `ok: false`."""

    def __init__(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        retry_after: float | None = None,
        migrate_to: int | None = None,
    ) -> None:
        """Keep the method, the status and Telegram's phrase; `retry_after` in seconds, `migrate_to` a chat id."""
        self.method = method
        self.status = status
        self.description = shortened(description)
        self.retry_after = retry_after
        self.migrate_to = migrate_to
        super().__init__(f"{method}: {status} {self.description}".rstrip())


class ApiUnreachable(ApiError):
    """No answer that could be understood: no network, a timeout, a page of HTML, a body that is no JSON."""

    def __init__(self, method: str, *, status: int = 0, maybe_taken: bool = True) -> None:
        """Keep the method; `maybe_taken`: the request may have reached Telegram and done its work."""
        self.method = method
        self.status = status
        self.maybe_taken = maybe_taken
        super().__init__(f"{method}: no usable answer from the Bot API" + (f" (status {status})" if status else ""))


class Unsendable(ApiError):
    """A call that Telegram is known to refuse (empty, too long); it is not made."""
