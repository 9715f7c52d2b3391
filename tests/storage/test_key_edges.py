"""The borders of what seals and of what keeps keys: exact bytes, exact lengths, and what is said when it goes wrong."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from bot.errors import EpochGone, KeyFault, SealError
from storage.chains import Chain, chain_of, write_chain
from storage.epochs import destroy_epoch, epoch_files, ids_there, new_epoch, write_epoch
from storage.key_making import init_keys
from storage.keys import FORGETTING, RESTORING, ROTATION, KeyFolder, Keyring, load_keyring
from storage.private_files import make_folder, write_new
from storage.sealing import FORM_SIZE, FORMAT, Field, Vault, as_form, key_id_of, open_under

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

FIELD = Field("people", "body", b"r" * 16)
SAYS = "people.body does not open: wrong key, wrong place, or changed bytes"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    init_keys(data, recipients=(), now=NOW)
    return data


def fault_of(data: Path) -> str:
    with pytest.raises(KeyFault) as told:
        load_keyring(data, now=NOW)
    return str(told.value)


def broken(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.EIO, "Input/output error")


def test_a_form_is_filled_with_blanks_behind_it() -> None:
    assert as_form(b"{}") == b"{}" + b" " * (FORM_SIZE - 6)
    assert len(as_form(b"x" * FORM_SIZE)) == FORM_SIZE


@pytest.mark.parametrize("blob", [FORMAT + bytes(15), b"\2" + bytes(40), b"", "text", None, 7])
def test_what_is_no_blob_is_told_by_its_column(blob: object) -> None:
    with pytest.raises(SealError, match=SAYS):
        key_id_of(blob, FIELD)  # type: ignore[arg-type]
    with pytest.raises(SealError, match=SAYS):
        open_under(bytes(32), blob, FIELD)  # type: ignore[arg-type]


def test_the_shortest_blob_names_its_key_which_is_gone() -> None:
    keyring = Keyring(bytes(32), bytes(32), (), (new_epoch(now=1, random_bytes=os.urandom),))
    assert key_id_of(FORMAT + b"\1\2\3\4" + bytes(12), FIELD) == b"\1\2\3\4"
    with pytest.raises(EpochGone, match=r"people\.body: the epoch key 01020304 is gone, and this field with it"):
        Vault(keyring).open(FORMAT + b"\1\2\3\4" + bytes(12), FIELD)


def test_a_vault_seals_on_where_an_epoch_is_named_that_it_does_not_hold() -> None:
    keyring = Keyring(bytes(32), bytes(32), (), (new_epoch(now=1, random_bytes=os.urandom),))
    vault = Vault(keyring)
    vault.seal_with(b"none")
    assert vault.sealing is keyring.newest
    assert len(vault.new_id()) == 16


def test_chains_that_a_rotation_closed_are_read_by_their_names_alone(made: Path) -> None:
    where = KeyFolder.beside(made)
    root = load_keyring(made, now=NOW).root
    assert load_keyring(made, now=NOW).chains == ()
    make_folder(where.chains)
    closed = [chain_of(bytes([number]) * 32) for number in (1, 2)]
    for chain in closed:
        write_chain(where.chains, chain, root, random_bytes=os.urandom)
    write_new(where.chains / "note.txt", b"none of them")
    assert set(load_keyring(made, now=NOW).chains) == set(closed)
    assert [chain.key_id.hex() for chain in load_keyring(made, now=NOW).chains] == sorted(
        chain.key_id.hex() for chain in closed
    )


def test_a_chain_of_another_root_key_is_named(made: Path) -> None:
    where = KeyFolder.beside(made)
    make_folder(where.chains)
    path = write_chain(where.chains, Chain(b"\1\2\3\4", bytes(32)), bytes(32), random_bytes=os.urandom)
    remedy = "does not open with this root key, or is not whole; put it back from your copy of the keys"
    assert fault_of(made) == f"{path}: {remedy}"


def test_a_rotation_that_was_cut_off_is_told_with_its_remedy(made: Path) -> None:
    write_new(made / "keys" / ROTATION, b"")
    assert fault_of(made).endswith("a rotation of the root key was cut off; finish it: python -m bot keys rotate")


def test_keys_that_were_forgotten_are_told_and_one_that_is_left_still_loads(made: Path) -> None:
    write_new(made / "keys" / FORGETTING, b"")
    assert load_keyring(made, now=NOW).epochs
    for path in epoch_files(made / "keys" / "epochs"):
        path.unlink()
    assert "the hot keys were destroyed by forget-keys; start the bot, it makes a new one" in fault_of(made)


def test_a_restore_that_was_cut_off_is_told_with_its_remedy(made: Path) -> None:
    (made / RESTORING).mkdir()
    assert fault_of(made) == f"{made / RESTORING}: a restore was cut off; say the same `restore` again"


def test_which_epochs_are_there_is_told_without_the_root_key(tmp_path: Path) -> None:
    made = [new_epoch(now=NOW + day * 86_400, random_bytes=os.urandom) for day in range(2)]
    for epoch in made:
        write_epoch(tmp_path, epoch, bytes(32), random_bytes=os.urandom)
    write_new(tmp_path / "2027-01-15-01020304.epoch", b"parley-epoch-1\n12345678half")
    assert ids_there(tmp_path) == {epoch.key_id for epoch in made}


def test_a_root_key_that_was_typed_is_taken_and_one_that_nobody_typed_is_told(made: Path) -> None:
    root = load_keyring(made, now=NOW).root
    write_new(made / "keys" / "root.passphrase", b"")
    assert load_keyring(made, now=NOW, root=root).root == root
    lock = KeyFolder.beside(made).lock
    assert fault_of(made) == f"{lock}: the root key is a passphrase and nobody typed it; run this at a terminal"


def test_which_secret_is_wrong_is_told(made: Path) -> None:
    where = KeyFolder.beside(made)
    where.pepper.write_bytes(b"no pepper\n")
    says = f"run: (umask 077; age -d -i OPERATOR.key {where.pepper_copy} > {where.pepper})"
    assert fault_of(made) == f"{where.pepper}: is lost; {says}"
    where.pepper_copy.unlink()
    assert ": is no pepper (one line, parley-pepper-1:...)" in fault_of(made)
    where.root_key_file.write_bytes(b"no key\n")
    assert ": is no root key (one line, parley-root-1:...)" in fault_of(made)


def test_where_there_are_no_keys_and_no_rows_new_ones_are_to_be_made(tmp_path: Path) -> None:
    assert fault_of(tmp_path / "data").endswith("is not there; make keys: python -m bot keys init")


def test_a_file_that_can_not_be_written_is_the_fault_and_not_its_missing_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.epochs.write_new", broken)
    with pytest.raises(OSError, match="Input/output") as told:
        write_epoch(tmp_path, new_epoch(now=NOW, random_bytes=os.urandom), bytes(32), random_bytes=os.urandom)
    assert told.value.errno == errno.EIO


def an_epoch(folder: Path) -> Path:
    return write_epoch(folder, new_epoch(now=NOW, random_bytes=os.urandom), bytes(32), random_bytes=os.urandom)


def test_a_key_file_is_overwritten_on_the_disk_twice_before_its_name_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lay, sync = an_epoch(tmp_path), list[bytes](), os.fsync

    def seen(descriptor: int) -> None:
        sync(descriptor)
        if path.exists():
            lay.append(path.read_bytes())

    size = path.stat().st_size
    monkeypatch.setattr(os, "fsync", seen)
    destroy_epoch(path, random_bytes=lambda count: b"\7" * count)
    assert lay == [b"\7" * size, bytes(size)]
    assert not path.exists()


def test_a_link_that_is_put_there_meanwhile_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other, path = an_epoch(tmp_path), tmp_path / "link.epoch"
    path.symlink_to(other)
    before = other.read_bytes()
    monkeypatch.setattr("storage.epochs.check_private", lambda _path: other.stat())
    with pytest.raises(KeyFault, match="can not be destroyed"):
        destroy_epoch(path)
    assert other.read_bytes() == before


def test_what_can_not_be_destroyed_is_told_with_what_to_do_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = an_epoch(tmp_path)
    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(KeyFault) as told:
        destroy_epoch(path)
    by_hand = "check the disk, then destroy it by hand: shred -u"
    assert str(told.value) == f"{path}: can not be destroyed (Input/output error); {by_hand}"
