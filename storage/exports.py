"""An export: the sealed files of several cases in one tar, sealed to the operators. Nothing of it is in clear.

`age -d -i op.key export.age | tar x` gives a folder a case, as `open ALIAS --sealed-to` writes it.
"""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Final

from bot.errors import SealError
from storage import age
from storage.archive import ENTRY_SUFFIX, KEY_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.database import Tx

MOST_BYTES: Final = 12 * 2**20
"""Of one export: it goes through the outbox as one row."""

Files = dict[str, bytes]


async def sealed(tx: Tx, alias: str) -> Files | None:
    """The age files of a case by name, open or closed; None: there is none of this alias any more."""
    case = await tx.one("case_sealed", alias=alias.strip().upper())
    if case is None:
        return None
    entries = await tx.all("entries_of_case", case_id=case["id"])
    return {KEY_FILE: case["sealed_key"]} | {f"{row['turn']:03}{ENTRY_SUFFIX}": row["copy"] for row in entries}


def packed(cases: Mapping[str, Files], recipients: Sequence[str]) -> bytes:
    """One age file for these recipients with a folder for each alias."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for alias, files in cases.items():
            for name, content in files.items():
                member = tarfile.TarInfo(f"{alias}/{name}")
                member.size, member.mode = len(content), 0o600
                tar.addfile(member, io.BytesIO(content))
    return age.seal(held.getvalue(), recipients)


def unpacked(export: bytes, identity: str) -> dict[str, Files]:
    """The files of each case in an export, by alias. SealError: it is none, or not for this key."""
    opened = io.BytesIO(age.unseal(export, age.read_identity(identity).secret))
    cases: dict[str, Files] = {}
    try:
        with tarfile.open(fileobj=opened, mode="r:") as tar:
            for member in tar:
                alias, _, name = member.name.partition("/")
                file = tar.extractfile(member)
                cases.setdefault(alias, {})[name] = file.read() if file else b""
    except tarfile.TarError as fault:
        raise SealError("this is no export of cases") from fault
    return cases
