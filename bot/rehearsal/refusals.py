"""How the Bot API says no: a status, a sentence, and sometimes a number to wait for."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """One refused call. `description` is the sentence as Telegram words it, `parameters` its ResponseParameters."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object a caller receives."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(sentence: str) -> Refusal:
    """A call that can not be honoured as it stands (400)."""
    return Refusal(400, f"Bad Request: {sentence}")


def forbidden(sentence: str) -> Refusal:
    """A call to someone who does not want it (403)."""
    return Refusal(403, f"Forbidden: {sentence}")


def too_many(seconds: int) -> Refusal:
    """Too many calls; the caller waits `seconds`."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


UNAUTHORIZED = (401, "Unauthorized")
NOT_FOUND = (404, "Not Found")
NO_SUCH_METHOD = (404, "Not Found: method not found")
CONFLICT = (
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
HOOKED = (
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)
