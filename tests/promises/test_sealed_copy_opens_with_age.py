"""Promise: operators open a case with Debian's `age` tool and their key alone, without any software of ours.

`age -d -i op.key case.key.age | age -d -i - 001.entry.age`
"""

from __future__ import annotations

import asyncio
import json
import shutil
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from storage.archive import sealed_files
from storage.cases import Answer, Case, Cases, NewCase
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Store

AGE = shutil.which("age")
AGE_KEYGEN = shutil.which("age-keygen")
needs_age = pytest.mark.skipif(not (AGE and AGE_KEYGEN), reason="NOT RUN: the age tool is missing; apt-get install age")

TEXT = "Хочу сдаться сегодня. 🙂 e\u0301 <b>&amp;\n\tдо вечера"
NEW = NewCase(
    kind="application", door="soldier", language="ru", bot=1, chat=5_000_000_001, answers=(Answer("a", "Что?", TEXT),)
)


async def ran(*command: str, stdin: bytes = b"") -> tuple[int, bytes, bytes]:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    out, errors = await child.communicate(stdin)
    return child.returncode or 0, out, errors


async def opened(folder: Path, key: Path, entry: str) -> bytes:
    """The two commands of the promise, piped into each other by a shell."""
    script = 'set -o pipefail; age -d -i "$0" "$1/case.key.age" | age -d -i - "$1/$2"'
    status, out, errors = await ran("/bin/bash", "-c", script, str(key), str(folder), entry)
    assert status == 0, errors
    return out


def written(store: Store, case: Case, folder: Path) -> list[str]:
    files = sealed_files(store.path, case.alias)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return sorted(name for name in files if name != "case.key.age")


@needs_age
async def test_every_entry_of_a_case_opens_with_the_age_tool(store: Store, folder: Path, tmp_path: Path) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    await store(lambda tx: store.cases.append(tx, case, "note", {"text": TEXT}, now=NOW))
    await store(lambda tx: store.cases.close(tx, case, reason="answered", now=NOW))
    await store(lambda tx: store.cases.append(tx, case, "note", {"text": "after"}, now=NOW))
    names = written(store, case, tmp_path / "sealed")
    told = [json.loads(await opened(tmp_path / "sealed", folder / "operator.key", name)) for name in names]
    assert [one["kind"] for one in told] == ["way_back", "application", "note", "head", "closed", "note"]
    answer = {"name": "a", "question": "Что?", "text": TEXT, "fact": "", "heed": False, "chosen": ""}
    assert told[1]["body"]["answers"] == [answer]
    assert {one["alias"] for one in told} == {case.alias}
    assert [one["n"] for one in told] == list(range(1, 7))


@needs_age
async def test_a_key_made_by_the_age_tool_opens_and_another_does_not(store: Store, tmp_path: Path) -> None:
    keys = [tmp_path / "anna.key", tmp_path / "boris.key", tmp_path / "eve.key"]
    public = []
    for key in keys:
        assert (await ran(str(AGE_KEYGEN), "-o", str(key)))[0] == 0
        public.append((await ran(str(AGE_KEYGEN), "-y", str(key)))[1].decode().strip())
    cases = Cases(store.vault, replace(store.keyring, recipients=tuple(public[:2])))
    case = await store(lambda tx: cases.open(tx, NEW, now=NOW))
    written(store, case, tmp_path / "sealed")
    for key in keys[:2]:
        assert json.loads(await opened(tmp_path / "sealed", key, "002.entry.age"))["alias"] == case.alias
    status, out, _errors = await ran(str(AGE), "-d", "-i", str(keys[2]), str(tmp_path / "sealed/case.key.age"))
    assert (status != 0, out) == (True, b"")


@needs_age
async def test_the_operators_key_made_by_keys_init_is_one_for_the_age_tool(folder: Path, data: Path) -> None:
    key = folder / "operator.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    status, public, _errors = await ran(str(AGE_KEYGEN), "-y", str(key))
    assert status == 0
    assert public == (data / "keys/recipients").read_bytes()
    status, pepper, _errors = await ran(str(AGE), "-d", "-i", str(key), str(data / "keys/pepper.age"))
    assert (status, pepper) == (0, (data / "keys/pepper").read_bytes())


@needs_age
async def test_control_one_changed_byte_is_refused_by_the_age_tool(store: Store, folder: Path, tmp_path: Path) -> None:
    case = await store(lambda tx: store.cases.open(tx, NEW, now=NOW))
    written(store, case, tmp_path / "sealed")
    entry = tmp_path / "sealed/002.entry.age"
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(AssertionError):
        await opened(tmp_path / "sealed", folder / "operator.key", "002.entry.age")
