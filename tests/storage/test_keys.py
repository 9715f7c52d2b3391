"""Keys are made once, lie where nobody else reads them, and say in one line what is wrong with them."""

from __future__ import annotations

import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault
from storage import age, key_making
from storage.epochs import destroy_epoch, new_epoch, write_epoch
from storage.key_making import InitReport, init_keys
from storage.keys import KeyFolder, load_keyring

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

KEY_FILES = ["root.key", "pepper", "pepper.age", "recipients", "epochs"]


def made(data: Path, *, recipients: Sequence[str] = (), root: Path | None = None) -> InitReport:
    return init_keys(data, root, recipients=recipients, now=NOW)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(data: Path, root: Path | None = None) -> str:
    with pytest.raises(KeyFault) as fault:
        load_keyring(data, root, now=NOW)
    assert "\n" not in str(fault.value)
    return str(fault.value)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_files_are_0600_and_folders_0700_under_any_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        report = made(tmp_path / "deep" / "data")
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in report.made} == {0o600}
    folders = [tmp_path / "deep" / "data", *(path for path in (tmp_path / "deep" / "data").rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    load_keyring(tmp_path / "deep" / "data", now=NOW)


def test_the_second_run_touches_nothing_and_says_what_is_there(tmp_path: Path) -> None:
    first = made(tmp_path / "data")
    before = contents(tmp_path)
    second = made(tmp_path / "data", recipients=[age.new_identity().recipient])
    assert contents(tmp_path) == before
    assert second.made == ()
    assert set(second.present) == set(first.made) - {first.operator_key}
    assert second.recipients == first.recipients
    assert second.operator_key is None


def test_without_recipient_one_operator_identity_is_made_outside(tmp_path: Path) -> None:
    report = made(tmp_path / "data")
    assert report.operator_key == tmp_path / "operator.key"
    identity = age.read_identity((tmp_path / "operator.key").read_text())
    assert report.recipients == (identity.recipient,)
    assert b"AGE-SECRET-KEY" not in b"".join(contents(tmp_path / "data").values())
    pepper = age.unseal((tmp_path / "data/keys/pepper.age").read_bytes(), identity.secret)
    assert pepper == (tmp_path / "data/keys/pepper").read_bytes()


def test_with_recipients_no_private_key_is_made(tmp_path: Path) -> None:
    two = [age.new_identity() for _ in range(2)]
    report = made(tmp_path / "data", recipients=[*(f" {one.recipient}\n" for one in two), two[0].recipient])
    assert report.operator_key is None
    assert not (tmp_path / "operator.key").exists()
    assert load_keyring(tmp_path / "data", now=NOW).recipients == tuple(one.recipient for one in two)


@pytest.mark.parametrize("wrong", ["", "age1qyqs", "ssh-ed25519 AAAA", "age1" + "q" * 58])
def test_what_is_no_public_key_is_refused_by_its_place(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(KeyFault, match="recipient 2 is no age public key"):
        made(tmp_path / "data", recipients=[age.new_identity().recipient, wrong])
    assert list(tmp_path.iterdir()) == []


def test_a_private_key_as_recipient_is_refused_and_never_shown(tmp_path: Path) -> None:
    secret = age.new_identity().secret
    for text in (secret, secret.lower()):
        with pytest.raises(KeyFault, match="recipient 1 is a private key") as fault:
            made(tmp_path / "data", recipients=[text])
        assert secret[20:40] not in str(fault.value).upper()
    assert list(tmp_path.iterdir()) == []


def test_the_operators_key_may_not_lie_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "data")
    for place in ("data/operator.key", "data/keys/x", "link/operator.key"):
        with pytest.raises(KeyFault, match="must not lie in the data folder"):
            init_keys(tmp_path / "data", recipients=[], operator_key_out=tmp_path / place, now=NOW)


def test_an_identity_or_root_key_that_is_there_is_used(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "root.key"
    first = made(tmp_path / "one", root=elsewhere)
    second = made(tmp_path / "two", root=elsewhere)
    assert second.recipients == first.recipients
    assert set(second.present) == {elsewhere, tmp_path / "operator.key"}
    assert second.operator_key == tmp_path / "operator.key"
    assert not (tmp_path / "two/keys/root.key").exists()
    rings = [load_keyring(tmp_path / name, elsewhere, now=NOW) for name in ("one", "two")]
    assert rings[0].button_key == rings[1].button_key
    assert rings[0].newest != rings[1].newest


def test_a_foreign_file_at_the_operators_key_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "operator.key").write_text("my shopping list")
    (tmp_path / "operator.key").chmod(0o600)
    with pytest.raises(KeyFault, match="no age identity"):
        made(tmp_path / "data")
    assert (tmp_path / "operator.key").read_text() == "my shopping list"
    assert not (tmp_path / "data" / "keys").exists()


@pytest.mark.parametrize("fails", ["write_epoch", "sync_folder", "write_new"])
def test_a_failure_on_the_way_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(key_making, fails, broken)
    with pytest.raises(KeyFault, match="No space left"):
        made(tmp_path / "data", root=tmp_path / "root.key")
    assert contents(tmp_path) == {}
    monkeypatch.undo()
    made(tmp_path / "data", root=tmp_path / "root.key")
    load_keyring(tmp_path / "data", tmp_path / "root.key", now=NOW)


def test_what_a_killed_run_left_behind_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / "data/.keys-being-made/epochs").mkdir(parents=True)
    (tmp_path / "data/.keys-being-made/pepper").write_text("half")
    made(tmp_path / "data")
    load_keyring(tmp_path / "data", now=NOW)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["keys"]


def test_of_two_runs_at_once_one_makes_the_keys(tmp_path: Path) -> None:
    reports: list[InitReport] = []
    runs = [threading.Thread(target=lambda: reports.append(made(tmp_path / "data"))) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(bool(report.made) for report in reports) == [False, False, False, True]
    assert len({report.recipients for report in reports}) == 1


@pytest.mark.parametrize("name", KEY_FILES)
def test_wide_modes_are_refused_with_the_command_that_mends_them(data: Path, name: str) -> None:
    path = data / "keys" / name
    path.chmod(0o740)
    wanted = "700" if name == "epochs" else "600"
    assert f"chmod {wanted} {path}" in refused(data)


def test_a_wide_key_folder_is_refused(data: Path) -> None:
    (data / "keys").chmod(0o750)
    assert f"chmod 700 {data / 'keys'}" in refused(data)


@pytest.mark.parametrize("name", KEY_FILES)
def test_symbolic_links_are_refused(data: Path, name: str) -> None:
    path = data / "keys" / name
    path.rename(data / "moved")
    path.symlink_to(data / "moved")
    assert str(path) in refused(data)
    assert "symbolic link" in refused(data)


def test_a_key_folder_that_is_a_symbolic_link_is_refused(data: Path) -> None:
    (data / "keys").rename(data / "moved")
    (data / "keys").symlink_to(data / "moved")
    assert "symbolic link" in refused(data)
    with pytest.raises(KeyFault, match="symbolic link"):
        made(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: only root can give files away")
@pytest.mark.parametrize("name", KEY_FILES)
def test_foreign_owners_are_refused(data: Path, name: str) -> None:
    os.chown(data / "keys" / name, 12345, -1)
    assert f"chown {os.geteuid()} {data / 'keys' / name}" in refused(data)


@pytest.mark.parametrize("name", ["root.key", "pepper", "recipients"])
@pytest.mark.parametrize("content", [b"", b"\xff\x00garbage", b"parley-root-1:1234\n", b"x" * 100_000])
def test_a_wrong_file_is_named(data: Path, name: str, content: bytes) -> None:
    path = data / "keys" / name
    path.write_bytes(content)
    assert str(path) in refused(data)


@pytest.mark.parametrize("name", ["root.key", "pepper", "recipients", "epochs"])
def test_a_missing_file_is_named(data: Path, name: str) -> None:
    (data / "keys" / name).rename(data / "moved")
    assert str(data / "keys" / name) in refused(data)


def test_a_wrong_root_key_is_told_in_one_line(data: Path, tmp_path: Path) -> None:
    made(tmp_path / "other")
    told = refused(data, tmp_path / "other/keys/root.key")
    assert "does not open with this root key" in told


def test_an_epoch_file_with_one_changed_byte_is_refused(data: Path) -> None:
    (path,) = (data / "keys/epochs").iterdir()
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert str(path) in refused(data)
    path.write_bytes(whole[:-1])
    assert str(path) in refused(data)


HALVES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda whole: whole[:40],
    "empty": lambda _: b"",
    "zeros": lambda whole: bytes(len(whole)),
}


@pytest.mark.parametrize("half", HALVES)
def test_a_half_written_epoch_is_named_and_left_aside_where_another_opens(data: Path, half: str) -> None:
    ring = load_keyring(data, now=NOW)
    later = new_epoch(now=NOW + 1, random_bytes=os.urandom)
    path = write_epoch(data / "keys/epochs", later, ring.root, random_bytes=os.urandom)
    path.write_bytes(HALVES[half](path.read_bytes()))
    found = load_keyring(data, now=NOW)
    assert found.epochs == ring.epochs
    assert found.halves == (
        f"{path}: is half an epoch key or none; put the whole file back, or move it out of the folder",
    )


def test_a_part_that_a_crash_left_is_no_epoch(data: Path) -> None:
    (path,) = (data / "keys/epochs").iterdir()
    part = path.with_name(path.name + ".part")
    part.write_bytes(path.read_bytes()[:40])
    part.chmod(0o600)
    assert load_keyring(data, now=NOW).halves == ()


def test_a_destroyed_epoch_was_overwritten_in_place_before_its_name_went(data: Path, tmp_path: Path) -> None:
    (path,) = (data / "keys/epochs").iterdir()
    other = tmp_path / "the same blocks"
    os.link(path, other)
    whole = path.read_bytes()
    destroy_epoch(path)
    destroy_epoch(path)
    assert not path.exists()
    assert other.read_bytes() == bytes(len(whole))


def test_an_empty_epoch_folder_is_refused(data: Path) -> None:
    for path in (data / "keys/epochs").iterdir():
        path.unlink()
    assert "holds no epoch key; put the epoch files back, or, if they are lost for good" in refused(data)


def test_epochs_come_newest_first_and_one_of_tomorrow_tells_of_a_wrong_clock(data: Path) -> None:
    ring = load_keyring(data, now=NOW)
    later = new_epoch(now=NOW + 86_400, random_bytes=os.urandom)
    write_epoch(data / "keys/epochs", later, ring.root, random_bytes=os.urandom)
    assert load_keyring(data, now=NOW).epochs == (later, ring.newest)
    with pytest.raises(KeyFault, match="clock"):
        load_keyring(data, now=NOW - 1)


def test_lanes_are_stable_short_and_spread(data: Path) -> None:
    ring, again = load_keyring(data, now=NOW), load_keyring(data, now=NOW)
    lanes = {ring.lane(1, chat) for chat in range(1000)}
    assert {len(lane) for lane in lanes} == {2}
    assert len(lanes) > 900
    assert ring.lane(1, 5) == again.lane(1, 5) != ring.lane(2, 5)


def test_no_secret_is_in_a_repr(data: Path) -> None:
    ring = load_keyring(data, now=NOW)
    shown = repr((ring, ring.newest, KeyFolder.beside(data), age.new_identity()))
    for secret in (ring.root, ring.pepper, ring.newest.secret):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
    assert "AGE-SECRET" not in shown


def test_a_lost_pepper_is_made_from_its_sealed_copy_and_keys_init_says_so_too(tmp_path: Path) -> None:
    made(tmp_path / "data")
    (tmp_path / "data/keys/pepper").unlink()
    words = refused(tmp_path / "data")
    assert "age -d -i OPERATOR.key" in words
    assert "keys init" not in words
    with pytest.raises(KeyFault) as fault:
        made(tmp_path / "data")
    assert str(fault.value) == words


@pytest.mark.parametrize("name", ["root.key", "epochs", "recipients", "pepper"])
def test_what_keys_init_would_refuse_is_never_its_to_cure(tmp_path: Path, name: str) -> None:
    made(tmp_path / "data")
    (tmp_path / "data/keys/pepper.age").unlink()
    (tmp_path / "data/keys" / name).rename(tmp_path / "elsewhere")
    assert "put it back from a copy" in refused(tmp_path / "data")


def test_keys_init_is_named_where_it_helps_and_only_there(tmp_path: Path) -> None:
    assert "make keys: python -m bot keys init" in refused(tmp_path / "data")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/parley.db").touch()
    assert "put the key folder of" in refused(tmp_path / "data")


def test_keys_init_calls_no_pepper_lost_that_is_only_open_to_others_or_a_link(tmp_path: Path) -> None:
    made(tmp_path / "data")
    pepper = tmp_path / "data/keys/pepper"
    pepper.chmod(0o644)
    with pytest.raises(KeyFault, match="run: chmod 600"):
        made(tmp_path / "data")
    pepper.chmod(0o600)
    pepper.rename(tmp_path / "elsewhere")
    pepper.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFault, match="symbolic link"):
        made(tmp_path / "data")
