"""What goes wrong on purpose: once, at the next call that fits, or as long as a switch is on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["before", "after"]
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. `method` None fits any call; `place` says whether the call takes effect first.

    `drop`: the connection is reset without an answer. Otherwise `status` and `body` (a dict: JSON) are the answer.
    """

    method: str | None = None
    place: Place = "before"
    drop: bool = False
    status: int = 500
    body: dict[str, Any] | str = ""


@dataclass(slots=True)
class Faults:
    """The faults that wait, and the two switches of the page. `late`: seconds from a call's effect to its answer."""

    waiting: list[Fault] = field(default_factory=list)
    latency: float = 0.0
    late: float = 0.0
    flood: bool = False

    def next_error(self, method: str | None, status: int, body: dict[str, Any] | str | None = None) -> None:
        """The next call of `method` is answered with `status`; without a body, one in Telegram's form."""
        if body is None:
            body = {"ok": False, "error_code": status, "description": "Internal Server Error"}
        self.waiting.append(Fault(method=method, status=status, body=body))

    def next_refusal(self, method: str | None, status: int, description: str, **parameters: Any) -> None:
        """The next call of `method` is refused in Telegram's form (409, 401, 400 and others)."""
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        self.next_error(method, status, body | ({"parameters": parameters} if parameters else {}))

    def next_flood(self, method: str | None, retry_after: int) -> None:
        """The next call of `method` is told to wait."""
        self.next_refusal(method, 429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)

    def next_html(self, method: str | None = None) -> None:
        """The next call meets a gateway's page instead of an answer."""
        self.next_error(method, 502, HTML_502)

    def next_drop(self, method: str | None = None, place: Place = "before") -> None:
        """The next call's connection is reset, before or after the call took effect."""
        self.waiting.append(Fault(method=method, place=place, drop=True))

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, which is spent by it."""
        for fault in self.waiting:
            if fault.method is None or fault.method.lower() == method.lower():
                self.waiting.remove(fault)
                return fault
        return None
