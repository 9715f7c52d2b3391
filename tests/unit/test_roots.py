"""Where the root key comes from, and what is said when nobody can give it."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import sys
from pathlib import Path

import pytest

from bot import roots
from bot.cli import main
from bot.errors import HotlineError, KeyFault, SettingError
from bot.setting_values import CREDENTIALS
from bot.settings import Settings, load
from storage.key_making import init_keys
from storage.passphrase import new_lock
from storage.primitives import Cost
from storage.private_files import write_new

NOW = 1_800_000_000
KEY = bytes(range(32))
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
WORDS = "alpha bravo charlie delta echo foxtrot"
LOOPBACK = "http://127.0.0.1:1"


def line(folder: Path, **values: str) -> Settings:
    given = {f"HOTLINE_{name}": value for name, value in values.items()}
    return load(given | {"HOTLINE_DATA_DIR": str(folder)}, env_file=None)


def refused(settings: Settings) -> str:
    with pytest.raises(HotlineError) as fault:
        roots.root_key(settings, ask=lambda _question: WORDS)
    assert "\n" not in str(fault.value)
    assert KEY.hex() not in str(fault.value)
    return str(fault.value)


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What systemd would have made for this process."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv(CREDENTIALS, str(folder))
    file = folder / "parley-root"
    file.write_text(f"parley-root-1:{KEY.hex()}\n")
    file.chmod(0o440)
    return file


def test_a_file_is_read_by_whoever_loads_the_keys(tmp_path: Path) -> None:
    settings = line(tmp_path / "data")
    init_keys(tmp_path / "data", recipients=(), now=NOW)
    assert roots.root_key(settings) is None
    assert roots.source(settings) == str(tmp_path / "data/keys/root.key")


def test_a_credential_of_systemd(tmp_path: Path, credentials: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.roots.time.time", lambda: NOW)
    settings = line(tmp_path / "data", ROOT_KEY_CREDENTIAL="parley-root")
    assert roots.root_key(settings) == KEY
    assert "credential parley-root" in roots.source(settings)
    init_keys(tmp_path / "data", recipients=(), now=NOW, root=KEY)
    assert not (tmp_path / "data/keys/root.key").exists()
    assert roots.keyring(settings).root == KEY
    credentials.chmod(0o444)
    assert "is no credential of this service" in refused(settings)
    credentials.unlink()
    assert "LoadCredentialEncrypted=" in refused(settings)


def test_no_credential_without_systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CREDENTIALS, raising=False)
    assert "run it as the unit" in refused(line(tmp_path, ROOT_KEY_CREDENTIAL="parley-root"))
    with pytest.raises(SettingError, match="ROOT_KEY_CREDENTIAL is no name of a credential"):
        line(tmp_path, ROOT_KEY_CREDENTIAL="../etc/shadow")


def test_a_key_in_the_environment_is_for_rehearsals_alone(tmp_path: Path) -> None:
    assert "refused on real Telegram" in refused(line(tmp_path, DEVELOPMENT_ROOT_KEY=KEY.hex()))
    settings = line(tmp_path, DEVELOPMENT_ROOT_KEY=KEY.hex(), API_URL=LOOPBACK)
    assert roots.root_key(settings) == KEY
    assert KEY.hex() not in repr(settings)


def test_two_sources_are_refused(tmp_path: Path) -> None:
    settings = line(tmp_path, DEVELOPMENT_ROOT_KEY=KEY.hex(), ROOT_KEY_FILE="other.key", API_URL=LOOPBACK)
    assert "the root key has one source" in refused(settings)
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys/root.passphrase").write_text("")
    assert "root.passphrase: the root key has one source" in refused(line(tmp_path, ROOT_KEY_FILE="other.key"))


def test_a_passphrase_is_asked_for(tmp_path: Path) -> None:
    lock, root = new_lock(WORDS, random_bytes=os.urandom, cost=CHEAP)
    (tmp_path / "keys").mkdir(mode=0o700)
    write_new(tmp_path / "keys/root.passphrase", lock.text())
    assert roots.root_key(line(tmp_path), ask=lambda _question: WORDS) == root
    assert "a passphrase" in roots.source(line(tmp_path))


def test_a_new_passphrase_is_typed_twice() -> None:
    answers = iter([WORDS, WORDS.replace(" ", "  ")])
    lock, root = roots.new_passphrase(ask=lambda _question: next(answers), cost=CHEAP)
    assert (lock.cost, len(root)) == (CHEAP, 32)
    answers = iter([WORDS, WORDS + " golf"])
    with pytest.raises(KeyFault, match="the two passphrases differ"):
        roots.new_passphrase(ask=lambda _question: next(answers), cost=CHEAP)
    answers = iter(["too few words"])
    with pytest.raises(KeyFault, match="too weak"):
        roots.new_passphrase(ask=lambda _question: next(answers), cost=CHEAP)


def test_where_nobody_sits_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock, root = new_lock(WORDS, random_bytes=os.urandom, cost=CHEAP)
    init_keys(tmp_path, recipients=(), operator_key_out=tmp_path.parent / "op.key", now=NOW, root=root, lock=lock)
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("bot.roots.time.time", lambda: NOW)
    for given, status, words in (("", 1, "nobody is there to type it"), ("no\n", 1, "is wrong"), (WORDS, 0, "")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        assert main(["keys", "verify"]) == status
        err = capsys.readouterr().err
        assert words in err
        assert len(err.splitlines()) == status


async def test_at_a_terminal_it_is_typed_unseen(tmp_path: Path) -> None:
    """On a real terminal, at the real cost: 256 MiB."""
    arguments = [sys.executable, "-m", "bot", "keys", "init", "--passphrase"]
    environ = os.environ | {"HOTLINE_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(Path(__file__).parents[2])}
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *arguments, cwd=tmp_path, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    seen = await asyncio.to_thread(answered, ours, [b"words or more): ", b"once more: "])
    assert await process.wait() == 0
    assert b"bravo" not in seen
    assert b"the line is down until this passphrase is typed" in seen
    assert b"m=262144 t=3 p=4" in (tmp_path / "data/keys/root.passphrase").read_bytes()


def answered(terminal: int, questions: list[bytes]) -> bytes:
    """All that a terminal showed, after the words were typed at each question."""
    seen, waited = b"", list(questions)
    try:
        while piece := os.read(terminal, 4096):
            seen += piece
            if waited and seen.endswith(waited[0]):
                waited.pop(0)
                os.write(terminal, f"{WORDS}\n".encode())
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(terminal)
    return seen
