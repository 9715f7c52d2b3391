"""The return code of a case: its identity, wrapped under a key that only the five words give.

The words themselves are kept under the epoch until they are confirmed, 24 h at most, then forgotten.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import SealError
from storage.case_files import HOUR, Case, CaseFiles
from storage.sealing import Field, open_under, seal_under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.database import Tx

_UNDER_CODE = b"code"
"""The key id of an identity wrapped under a return code."""

_WORDS_SIZE = 508
"""Sealed, five words of every language have the same length: whose they are, and which, it does not tell."""


class ReturnCodes(CaseFiles):
    """The part of `Cases` that deals with return codes."""

    async def keep_words(self, tx: Tx, case_id: bytes, words: Sequence[str], *, now: int) -> None:
        """Keep the words of a new code until it is confirmed; an earlier code ends."""
        body = json.dumps(list(words)).encode("ascii").ljust(_WORDS_SIZE)
        sealed = self._vault.seal(body, _words_field(case_id))
        await tx.run("code_keep_words", case_id=case_id, words=sealed, hour=now // HOUR * HOUR)

    async def words(self, tx: Tx, case_id: bytes) -> tuple[str, ...] | None:
        """The words, while they are kept."""
        row = await tx.one("code_of_case", case_id=case_id)
        if row is None or row["words"] is None:
            return None
        return tuple(json.loads(self._vault.open(row["words"], _words_field(case_id))))

    async def learned(self, tx: Tx, case_id: bytes) -> bool:
        """Whether the person has said that he knows the words by heart."""
        row = await tx.one("code_of_case", case_id=case_id)
        return row is not None and row["learned"] == 1

    async def forget_words(self, tx: Tx, case_id: bytes) -> None:
        """The person has noted the code: the words go, at the latest when the code is attached; the code stays."""
        await tx.run("code_forget_words", case_id=case_id)

    async def sweep_words(self, tx: Tx, *, before: int) -> None:
        """Forget the words of every attached code that was given before this second."""
        await tx.run("codes_sweep", before=before)

    async def drop_words(self, tx: Tx, case_id: bytes) -> None:
        """The words are of no use any more: no code will come of them."""
        await tx.run("code_drop_words", case_id=case_id)

    async def attach_code(
        self, tx: Tx, case_id: bytes, *, lookup: bytes, wrap: bytes, turned: tuple[bytes, bytes] | None = None
    ) -> None:
        """Wrap the identity of a hot case under `wrap` (32 bytes), found by `lookup`; an earlier code ends.

        `turned`: the same two of the code with its last word first, which says that its person is not free.
        """
        row = await tx.one("case_load", id=case_id)
        if row is None or not self._hot(row):
            return
        identity = self._identity(row).encode("ascii")
        turned_lookup, turned_wrap = turned or (None, None)
        await tx.run(
            "code_attach",
            case_id=case_id,
            lookup=lookup,
            wrap=self._wrapped(identity, wrap, _wrap_field(case_id)),
            turned_lookup=turned_lookup,
            turned_wrap=turned_wrap and self._wrapped(identity, turned_wrap, _turned_field(case_id)),
        )

    def _wrapped(self, identity: bytes, key: bytes, field: Field) -> bytes:
        return seal_under(key, _UNDER_CODE, identity, field, nonce=self._random_bytes(12))

    async def codes_pending(self, tx: Tx) -> list[bytes]:
        """Cases whose words are kept and whose code is not attached yet."""
        return [row["case_id"] for row in await tx.all("codes_pending")]

    async def find_code(self, tx: Tx, *, lookup: bytes, wrap: bytes) -> Case | None:
        """The case a code opens, made hot again, as new and nobody's, if it was closed; None if there is none.

        Told with its last word first it opens the same case, marked `duress` for good. Both orders cost the same.
        """
        row = await tx.one("case_by_code", lookup=lookup)
        if row is None:
            return None
        try:
            turned = row["lookup"] != lookup
            wrapped, field = (row["turned_wrap"], _turned_field) if turned else (row["wrap"], _wrap_field)
            identity = open_under(wrap, wrapped, field(row["id"])).decode("ascii")
        except SealError:
            return None
        if not self._hot(row):
            await self._revive(tx, row, identity)
        case = await self.load(tx, row["id"])
        if case is None:
            return None
        found = replace(case, duress=case.duress or turned)
        await self.save(tx, found)
        return found


def _words_field(case_id: bytes) -> Field:
    return Field("codes", "words", case_id)


def _wrap_field(case_id: bytes) -> Field:
    return Field("codes", "wrap", case_id)


def _turned_field(case_id: bytes) -> Field:
    return Field("codes", "turned_wrap", case_id)
