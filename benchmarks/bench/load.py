"""What is asked of a bot in one run."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_CHAT = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`trip`: seconds to the Bot API and back. `pace`: updates a second, 0: each as soon as the last one is answered.

    `warm`: seconds that are not counted, then `seconds` that are, or until so many `forms` are filled in, however long
    that takes. `hook`: the port updates are posted to, 0: they are polled. `listens`: nobody writes, the first `chats`
    that are answered are told. `first`: the first person's chat.
    """

    trip: float = 0.0
    pace: float = 0.0
    chats: int = 200
    first: int = FIRST_CHAT
    warm: float = 4.0
    seconds: float = 8.0
    forms: int = 0
    hook: int = 0
    listens: bool = False
