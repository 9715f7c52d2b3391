"""What the bot knows of a case: the head, sealed as one field under the case's own data key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from storage.rooms import Place, Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as the bot knows it. Once closed (`hot` false) only id, alias, state and hour are known to it.

    `state`: new, taken, waiting, closed. `chat`: the way back to the person. `card`, `room`: posts. `hour`: when it
    was opened, unix seconds rounded down; `opened`: the second itself, 0 once it was opened anew or given back;
    then `waits` is when it began to wait again. `called`: when somebody was last called for at once, 0 if never.
    `duress`: his code was told with its last word first. `apart`: the kinds of what is kept apart from the entries.
    `reopened`: it had an operator before it was closed. `reach`: whether its person can read what is written to
    him, must unlock his chat first, or emptied it and never will. `unread`: the
    answers its person has not read yet, oldest first; `showing`: those he asked to read whose words are on their way.
    `tongue`: the language its person writes in, where the bot does not speak it. `linked`: the aliases of the cases it
    is linked with. `group`, `group_name`: the group he is in; `leads`: he wrote it down. `dangers`: why it is urgent.
    `called_for`: which of them the latest call named first, empty if none; taken back, it takes back no other. `desk`:
    the operator chat that has its card, 0 for the line's first; `seat`: the chat of its room, 0 for the desk's; `head`:
    what a room that is no topic hangs on in an operator's private chat.
    `snoozed`: until when it sleeps, 0 if it does not; `aside`: waiting by an operator's word, without an answer;
    `returned`: handed over, so operators have read it before. `company`: who looked in or answered lately. `into`: the
    case it was merged into, whose room is its own for so long; `place`: where its room was before, `lent`: that case is
    urgent because of it. Of the other one `merged`: the cases it holds; `voice`: whose person reads the answers, where
    not its own. `into_alias`, `merged_aliases`, `voice_alias`: the same as operators read them.
    `signals`: what was noticed about it, by name. `mark`: what an operator wants looked at, `mark_by`: his name,
    `mark_until`: the second at which it ends. `elsewhere`: its person has not written to the line's new bot yet.
    """

    id: bytes
    alias: str
    kind: str = ""
    door: str = ""
    language: str = "en"
    state: str = "new"
    urgent: bool = False
    bot: int = 0
    chat: int | None = None
    card: bytes | None = None
    room: bytes | None = None
    taker: int | None = None
    taker_name: str = ""
    check_word: str = ""
    hour: int = 0
    hot: bool = True
    duress: bool = False
    apart: tuple[str, ...] = ()
    opened: int = 0
    waits: int = 0
    called: int = 0
    reopened: bool = False
    reach: Literal["open", "locked", "lost"] = "open"
    unread: tuple[bytes, ...] = ()
    showing: tuple[bytes, ...] = ()
    linked: tuple[str, ...] = ()
    group: bytes | None = None
    group_name: str = ""
    leads: bool = False
    tongue: str = ""
    dangers: tuple[str, ...] = ()
    called_for: str = ""
    desk: int = 0
    seat: int = 0
    head: bytes | None = None
    snoozed: int = 0
    aside: bool = False
    returned: bool = False
    company: tuple[Presence, ...] = ()
    into: bytes | None = None
    into_alias: str = ""
    place: Place | None = None
    lent: bool = False
    merged: tuple[bytes, ...] = ()
    merged_aliases: tuple[str, ...] = ()
    voice: bytes | None = None
    voice_alias: str = ""
    signals: tuple[str, ...] = ()
    mark: str = ""
    mark_by: str = ""
    mark_until: int = 0
    elsewhere: bool = False

    @property
    def since(self) -> int:
        """The second since which nobody has had it; of a case opened anew only the hour is known."""
        return self.waits or self.opened or self.hour


ALONE: dict[str, Any] = {
    "into": None,
    "into_alias": "",
    "place": None,
    "lent": False,
    "merged": (),
    "merged_aliases": (),
    "voice": None,
    "voice_alias": "",
}
"""A case that is merged with no other."""
ANEW: dict[str, Any] = {
    "state": "new",
    "taker": None,
    "taker_name": "",
    "opened": 0,
    "waits": 0,
    "called": 0,
    "room": None,
    "seat": 0,
    "head": None,
    "snoozed": 0,
    "aside": False,
    "returned": False,
    "company": (),
    **ALONE,
}
"""What a closed case begins with again."""
