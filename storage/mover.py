"""Makes pages of rows anew under the epoch that seals, in a process of its own: the bot goes on serving meanwhile.

Run as a script, never imported by the bot. First it is given a key that its answers are signed with, the id of the
epoch that seals, and the epochs; then pages, each with the name of its table. The answer to each is a tag over question
and answer, and what stands in the place of each row's sealed columns and blind indexes; nothing for a row that stays as
it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storage.anew import NO_ROW, Anew, found_by
from storage.confined import confine
from storage.epochs import Epoch, newest_first
from storage.keys import Keyring
from storage.moves import MOVES
from storage.pages import framed, next_frame, packed, unpacked
from storage.primitives import tag
from storage.sealing import Vault


def main() -> None:
    """Answer until nothing more is asked."""
    confine()
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    signing, anew = _given(next_frame(asked))
    while question := next_frame(asked):
        answer = packed(_answer(anew, question))
        answers.write(framed(tag(signing, question + answer) + answer))
        answers.flush()


def _given(page: bytes) -> tuple[bytes, Anew]:
    """The key of answers, and what makes rows anew."""
    signing, sealing, *epochs = (value or b"" for value in unpacked(page))
    held = [
        Epoch(key_id, int.from_bytes(made, "big"), secret)
        for key_id, made, secret in zip(epochs[::3], epochs[1::3], epochs[2::3], strict=True)
    ]
    vault = Vault(Keyring(b"", b"", (), newest_first(held)))
    vault.seal_with(sealing)
    return signing, Anew(vault=vault)


def _answer(anew: Anew, question: bytes) -> list[bytes | None]:
    """For each row its new columns, `MOVES[table].sealed` and those it is found by."""
    names, _, body = question.partition(b"\n")
    table, *columns = names.decode("ascii").split()
    width, marks = len(columns), found_by(tuple(columns))
    nothing = [None] * (len(MOVES[table].sealed) + len(marks))
    values, found = unpacked(body), list[bytes | None]()
    for first in range(0, len(values), width):
        row = dict(zip(columns, values[first : first + width], strict=True))
        try:
            sealed, content = anew.sealed(table, row)
            blinds = {} if content is None else anew.blinds(table, row, content)
        except NO_ROW:
            found += nothing
        else:
            found += sealed.values()
            found += [blinds.get(column, row[column]) for column in marks]
    return found


if __name__ == "__main__":
    main()
