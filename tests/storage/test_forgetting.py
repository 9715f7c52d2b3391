"""Every table that an epoch seals is emptied of it, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from storage import forgetting
from storage.forgetting import BODIES
from storage.keys import load_keyring
from storage.moves import ENDS_WITH_EPOCH, MOVES

from .conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from storage.keys import Keyring


def test_no_sealed_table_is_left_out() -> None:
    assert {*BODIES, "cases"} == {*MOVES, *ENDS_WITH_EPOCH}


def test_two_at_once_go_on_with_the_same_epoch(data: Path, keyring: Keyring) -> None:
    """The running line forgets, and sees the mark of its own forgetting."""
    forgetting.destroy_files(data / "keys")
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda at: forgetting.renew(data / "keys", keyring.root, now=NOW + at), range(8)))
    assert len(set(made)) == 1
    assert len(list((data / "keys/epochs").iterdir())) == 1


def test_said_again_before_it_is_done_it_is_done_again(data: Path, keyring: Keyring) -> None:
    """The new epoch went with the others: what is sealed by it has no file, so it does not end here."""
    folder = data / "keys"
    forgetting.destroy_files(folder)
    first = forgetting.renew(folder, keyring.root, now=NOW)
    forgetting.destroy_files(folder)
    forgetting.end(folder, first)
    assert forgetting.begun(folder)
    second = forgetting.renew(folder, keyring.root, now=NOW)
    forgetting.end(folder, second)
    assert not forgetting.begun(folder)
    assert load_keyring(data, now=NOW).epochs == (second,)


def test_where_every_epoch_file_was_lost_it_goes_on_with_root_and_pepper_as_they_were(
    data: Path, keyring: Keyring
) -> None:
    """What the error says that names them: no new key folder, whose pepper would end every return code."""
    for path in (data / "keys/epochs").iterdir():
        path.unlink()
    assert forgetting.destroy_files(data / "keys") == 0
    epoch = forgetting.renew(data / "keys", keyring.root, now=NOW)
    forgetting.end(data / "keys", epoch)
    found = load_keyring(data, now=NOW)
    assert (found.root, found.pepper, found.epochs) == (keyring.root, keyring.pepper, (epoch,))
