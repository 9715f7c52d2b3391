"""What a button carries: an action sealed to one person in one chat, for a time.

Callback data comes back from Telegram as anybody pleases to send it. Ours is at most 64 bytes of base64url over
`version | key tag | expiry | action | MAC`; the MAC covers the person and the chat, which are not in the data.
Nothing is hidden by it: an action and a reference say nothing to an outsider.
"""

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from bot.errors import ForgedButton, StaleButton
from storage.primitives import KEY_SIZE, Tagger, tag

ANYBODY: Final = 0
"""The `user` of a button that everyone in its chat may press (a card of the operator chat)."""

ACTION_ROOM: Final = 24
"""Most bytes of a screen's action."""

_VERSION: Final = 1
_HEAD: Final = struct.Struct(">BBI")  # version, key tag, expiry in unix seconds (until the year 2106)
_PLACE: Final = struct.Struct(">qq")  # user, chat
_REV: Final = struct.Struct(">cI")
_REFERENCE: Final = struct.Struct(">cc16s")
_MAC_SIZE: Final = 12
_LONGEST: Final = 48  # bytes: 64 of base64url
_MARK_SCREEN: Final = b"s"
_MARK_CASE: Final = b"c"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the conversation: what it does, and the revision of the screen it stood on."""

    action: str
    rev: int


@dataclass(frozen=True, slots=True)
class CaseAction:
    """A button of a card or a note: one letter, and the 16-byte id of the case or post it is about."""

    letter: str
    reference: bytes


Action = Pressed | CaseAction


class Buttons:
    """Seals and opens callback data under the key ring's `button_key`. Stateless: "once only" is up to the caller."""

    def __init__(self, key: bytes) -> None:
        """Take at least 32 bytes that serve nothing else."""
        if len(key) < KEY_SIZE:
            msg = "the button key has fewer than 32 bytes"
            raise ValueError(msg)
        self._key = Tagger(key)
        self._tag = self._mac(b"tag")[0]

    @staticmethod
    def case_action(letter: str, reference: bytes) -> CaseAction:
        """Name what a card's button does: one letter, and the id of its case or post."""
        return CaseAction(letter, reference)

    def seal(self, *, action: Action, user: int, chat: int, expires: int) -> str:
        """Return callback data, at most 64 bytes; from second `expires` on it is stale.

        Raises ValueError where the action does not fit: not printable ASCII, too long, or no reference of 16 bytes.
        """
        body = _HEAD.pack(_VERSION, self._tag, expires) + _packed(action)
        return urlsafe_b64encode(body + self._seal(body, user, chat)).rstrip(b"=").decode()

    def open(self, data: str, *, user: int, chat: int, now: int) -> Action:
        """Return what `seal` was given for this person, or for anybody, in this chat.

        Raises ForgedButton where it was not sealed for them, StaleButton where its time is over or the key was changed.
        """
        raw = _decoded(data)
        body, mac = raw[:-_MAC_SIZE], raw[-_MAC_SIZE:]
        version, tag, expires = _HEAD.unpack_from(body)
        if version == _VERSION and tag != self._tag:
            raise StaleButton
        if not self._fits(body, mac, user=user, chat=chat):
            raise ForgedButton
        if now >= expires:
            raise StaleButton
        return _unpacked(body[_HEAD.size :])

    def _fits(self, body: bytes, mac: bytes, *, user: int, chat: int) -> bool:
        theirs = hmac.compare_digest(mac, self._seal(body, user, chat))
        anybodys = hmac.compare_digest(mac, self._seal(body, ANYBODY, chat))
        return theirs or anybodys

    def _seal(self, body: bytes, user: int, chat: int) -> bytes:
        return self._mac(b"button" + _PLACE.pack(user, chat) + body)[:_MAC_SIZE]

    def _mac(self, message: bytes) -> bytes:
        return tag(self._key, message)


def _packed(action: Action) -> bytes:
    match action:
        case Pressed(name, rev):
            return _REV.pack(_MARK_SCREEN, rev) + _ascii(name, longest=ACTION_ROOM)
        case CaseAction(letter, reference) if len(reference) == _REFERENCE.size - 2:
            return _REFERENCE.pack(_MARK_CASE, _ascii(letter, longest=1), reference)
    msg = "a case button refers to 16 bytes"
    raise ValueError(msg)


def _ascii(text: str, *, longest: int) -> bytes:
    if not (0 < len(text) <= longest and text.isascii() and text.isprintable()):
        msg = f"a button's action is 1 to {longest} printable ASCII characters"
        raise ValueError(msg)
    return text.encode()


def _unpacked(packed: bytes) -> Action:
    if packed.startswith(_MARK_SCREEN):
        _, rev = _REV.unpack_from(packed)
        return Pressed(packed[_REV.size :].decode(), rev)
    _, letter, reference = _REFERENCE.unpack(packed)
    return CaseAction(letter.decode(), reference)


def _decoded(data: str) -> bytes:
    """Return the bytes behind callback data; of the several spellings base64 has for the same bytes, only ours."""
    try:
        raw = urlsafe_b64decode(data.encode("ascii") + b"=" * (-len(data) % 4))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ForgedButton from error
    canonical = urlsafe_b64encode(raw).rstrip(b"=").decode()
    if canonical != data or not _HEAD.size + _MAC_SIZE < len(raw) <= _LONGEST:
        raise ForgedButton
    return raw
