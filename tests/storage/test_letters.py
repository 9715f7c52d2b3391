"""Letters between hosts: what one lacks comes to it sealed to a key in its memory, and to nobody else.

Two data folders over one database, of which the second has the root key and the pepper and no epoch; real keys, real
rows, and a clock that stands.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.errors import Behind, SealError
from storage.age import new_identity
from storage.audit import Audit
from storage.epoch_keeping import EpochKeeper, hold_night
from storage.epochs import derive, epoch_file, new_epoch, write_epoch
from storage.forgetting import begun, destroy_files, settle
from storage.key_check import require_keys
from storage.keys import KeyFolder, load_keyring
from storage.letters.asking import Correspondent, State
from storage.letters.office import Office, Seen, require_current
from storage.letters.sealed import LATE_SECONDS, Parcel, letter_for, read_letter, require_asked
from storage.letters.shelf import Shelf
from storage.letters.words import Signer, Word, heard
from storage.primitives import Half, seal_to
from storage.recipients import Recipients
from storage.sealing import Vault

from .conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from storage.database import Database, Row, Tx
    from storage.epochs import Epoch
    from storage.keys import Keyring

    from .conftest import Store

DAY = 86_400
DATABASE = b"one database"
PURPOSES = ("root/hosts", "root/letters", "root/epochs", "root/chains", "root/lanes", "root/buttons", "root/audit")


@dataclass
class Pair:
    """North serves, south stands by, on one database. `seconds`: of the clock by which silence is judged."""

    store: Store
    south: Path
    office: Office
    correspondent: Correspondent
    keeper: EpochKeeper
    clock: list[float]
    struck: list[str] = field(default_factory=list)

    @property
    def shelf(self) -> Shelf:
        return self.correspondent.shelf

    async def exchange(self) -> State:
        """South asks, north answers, south reads."""
        await self.correspondent.look()
        await self.office.look()
        return await self.correspondent.look()

    async def rows(self) -> list[Row]:
        return await self.store.database.transact(lambda tx: tx.all("hosts_listed"))

    async def row(self, *, serving: bool = False) -> Row:
        return next(row for row in await self.rows() if bool(row["serving"]) is serving)

    def keyring(self) -> Keyring:
        """What south could start with."""
        return load_keyring(self.south, now=NOW + 100 * DAY)


def of_host(host: str, keyring: Keyring, database: bytes = DATABASE) -> Signer:
    return Signer.of(host, database, keyring.root, keyring.pepper)


def correspondent_of(south: Path, keyring: Keyring, database: Database, host: str = "south") -> Correspondent:
    shelf = Shelf(where=KeyFolder.beside(south), root=keyring.root)
    return Correspondent(signer=of_host(host, keyring), shelf=shelf, says=database, now=lambda: NOW)


@pytest.fixture
async def pair(store: Store, tmp_path: Path) -> Pair:
    south = tmp_path / "south"
    shutil.copytree(store.keys, south / "keys", ignore=shutil.ignore_patterns("*.epoch"))
    for folder in (south, south / "keys", south / "keys" / "epochs"):
        folder.chmod(0o700)
    vault, clock = store.vault, [0.0]
    await require_keys(store.database, store.keyring, vault, folder=store.keys, path=store.place, steady=True)
    office = Office(
        signer=of_host("north", store.keyring),
        shelf=Shelf(where=KeyFolder.beside(store.keys.parent), root=store.keyring.root),
        vault=vault,
        database=store.database,
        now=lambda: NOW,
        clock=lambda: clock[0],
    )
    await office.open()
    keeper = EpochKeeper(
        folder=store.keys, root=store.keyring.root, vault=vault, database=store.database, agree=office.agree
    )
    made = Pair(store, south, office, correspondent_of(south, store.keyring, store.database), keeper, clock)
    office.on_struck = lambda: made.struck.append("struck")
    return made


async def test_a_letter_brings_every_epoch_and_is_taken_out(pair: Pair) -> None:
    first = await pair.correspondent.look()
    assert (first.held, first.lacks, first.current) == (0, 1, False)
    assert (await pair.row())["asked"]
    assert (await pair.office.look()).given == ("south",)
    assert (await pair.row())["letter"]
    second = await pair.correspondent.look()
    assert (second.taken, second.lacks, second.current) == (1, 0, True)
    row = await pair.row()
    assert row["letter"] is None
    assert row["asked"] == b""
    assert pair.keyring().epochs == pair.store.keyring.epochs
    assert (await pair.office.look()).given == ()


async def test_a_new_epoch_seals_only_once_the_other_holds_it(pair: Pair) -> None:
    await pair.exchange()
    await pair.office.look()
    first, seen = pair.store.keyring.newest, []

    async def slept(_seconds: float) -> None:
        """Between two looks of the one that serves, the other looks."""
        seen.append((pair.keeper.vault.sealing, await pair.store.database.transact(writing)))
        await pair.correspondent.look()

    pair.office.sleep = slept
    made = await pair.keeper.make(now=NOW + DAY)
    assert len(seen) >= 2
    assert set(seen) == {(first, first.key_id)}, "sealed under it before the other had it"
    assert pair.keyring().newest == made
    assert await pair.store.database.transact(writing) == made.key_id
    assert pair.struck == []


async def writing(tx: Tx) -> bytes:
    row = await tx.one("epoch_writing")
    assert row is not None
    return bytes(row["key_id"])


async def test_who_is_silent_is_struck_off_and_must_ask_anew(pair: Pair) -> None:
    await pair.exchange()
    await pair.office.look()

    async def slept(seconds: float) -> None:
        pair.clock[0] += 20 * seconds

    pair.office.sleep = slept
    made = await pair.keeper.make(now=NOW + DAY)
    assert pair.struck == ["struck"]
    assert pair.office.lost == 1
    assert (await pair.row())["struck"] == 1
    with pytest.raises(Behind, match="lacks 1"):
        await require_current(pair.store.database, pair.correspondent.signer, pair.shelf.held())
    back = await pair.correspondent.look()
    assert (back.lacks, back.current) == (1, False)
    await pair.office.look()
    assert (await pair.correspondent.look()).current
    await pair.office.look()
    assert pair.office.lost == 0
    assert pair.keyring().newest == made


async def test_who_speaks_and_can_not_keep_it_is_struck_off_too(pair: Pair) -> None:
    await pair.exchange()
    beats = iter(range(10, 10_000))

    async def slept(seconds: float) -> None:
        pair.clock[0] += 20 * seconds
        word = replace(asking(pair), beat=next(beats), asks=b"", to=b"")
        await put(pair, word)

    pair.office.sleep = slept
    await pair.keeper.make(now=NOW + DAY)
    assert pair.struck == ["struck"]


async def test_an_epoch_that_was_made_and_never_used_seals_later_or_goes(pair: Pair) -> None:
    """The one that serves died before anybody confirmed; it starts anew, or the other has served meanwhile."""
    await pair.exchange()
    keyring, folder = pair.store.keyring, pair.store.keys
    made = new_epoch(now=NOW + DAY, random_bytes=lambda size: b"n" * size)
    write_epoch(folder / "epochs", made, keyring.root, random_bytes=lambda size: b"r" * size)
    again = load_keyring(folder.parent, now=NOW + DAY)
    vault = Vault(again)
    await require_keys(pair.store.database, again, vault, folder=folder, path=pair.store.place, steady=True)
    assert vault.sealing == keyring.newest
    keeper = replace(pair.keeper, vault=vault, agree=nobody)
    assert await keeper.make(now=NOW + DAY) == made, "another was made beside it"


async def test_what_was_never_used_is_destroyed_where_another_serves(pair: Pair) -> None:
    await pair.exchange()
    mine = new_epoch(now=NOW + DAY, random_bytes=lambda size: b"m" * size)
    path = write_epoch(
        pair.south / "keys" / "epochs", mine, pair.store.keyring.root, random_bytes=lambda size: b"r" * size
    )
    assert (await pair.correspondent.look()).gone == 1
    assert not path.exists()


async def nobody(_epoch: Epoch) -> None:
    """No other host."""


async def test_an_epoch_that_is_over_is_destroyed_on_both(pair: Pair) -> None:
    await pair.exchange()
    old = pair.store.keyring.newest

    async def slept(_seconds: float) -> None:
        await pair.correspondent.look()

    pair.office.sleep = slept
    with hold_night(pair.store.keys):
        new = await pair.keeper.make(now=NOW + DAY)
        await pair.keeper.destroy(old)
    await pair.office.look()
    assert (await pair.correspondent.look()).gone == 1
    assert pair.keyring().epochs == (new,)


async def test_what_the_database_alone_calls_gone_stays(pair: Pair) -> None:
    """Whoever writes in the database and has no key destroys nothing by it: the one that serves did not say so."""
    await pair.exchange()
    listed = epoch_file(pair.store.keyring.newest.key_id, pair.store.keyring.newest.day)
    other = new_epoch(now=NOW + DAY, random_bytes=lambda size: b"o" * size)

    async def unit(tx: Tx) -> None:
        await tx.run("alone")
        await tx.run("epoch_list", key_id=other.key_id, day=other.day)
        await tx.run("epoch_write", key_id=other.key_id)
        await tx.one("epoch_gone", key_id=pair.store.keyring.newest.key_id)

    await pair.store.database.transact(unit)
    assert (await pair.correspondent.look()).gone == 0
    assert (pair.south / "keys" / "epochs" / listed).exists()


async def test_an_earlier_word_put_back_destroys_no_key_made_since(pair: Pair) -> None:
    """Whoever writes in the database says it again, and calls gone what that word does not know."""
    await pair.exchange()
    earlier = bytes((await pair.row(serving=True))["word"])
    old = pair.store.keyring.newest

    async def slept(_seconds: float) -> None:
        await pair.correspondent.look()

    pair.office.sleep, pair.office.now = slept, lambda: NOW + 20
    made = await pair.keeper.make(now=NOW + DAY)

    async def unit(tx: Tx) -> None:
        await tx.run("alone")
        await tx.run("host_says", host="north", serving=1, word=earlier, asked=b"")
        await tx.run("epoch_write", key_id=old.key_id)
        await tx.one("epoch_gone", key_id=made.key_id)

    await pair.store.database.transact(unit)
    assert (await pair.correspondent.look()).gone == 0
    later = correspondent_of(pair.south, pair.store.keyring, pair.store.database)
    later.now = lambda: NOW + LATE_SECONDS + 1
    assert (await later.look()).gone == 0
    assert made.key_id in pair.shelf.held()
    later.now = lambda: NOW
    assert (await later.look()).gone == 1, "what was tried is no attack at all"


async def test_a_host_with_the_root_key_before_a_rotation_does_not_serve(pair: Pair) -> None:
    """Its own files open what there is; but what it would write, and its buttons, are of a key that is over."""
    assert (await pair.exchange()).current
    rotated = replace(pair.store.keyring, root=bytes(32))
    await pair.store.database.transact(partial(Audit(rotated).turn_over, now=NOW))
    assert not (await pair.correspondent.look()).current
    with pytest.raises(Behind, match="rotated"):
        await require_current(pair.store.database, pair.correspondent.signer, pair.shelf.held())
    await require_current(pair.store.database, of_host("north", rotated), pair.shelf.held())


async def test_of_two_that_say_they_serve_the_later_word_counts(pair: Pair) -> None:
    """One that was given up wrote once more, behind the one that serves: nobody would answer what it is asked."""
    signer = of_host("aground", pair.store.keyring)
    word = Word(host="aground", process=signer.process, beat=9, said=NOW - 1, serving=True)

    async def unit(tx: Tx) -> None:
        await tx.run("host_says", host="aground", serving=1, word=word.signed(signer), asked=b"")

    await pair.store.database.transact(unit)
    assert (await pair.exchange()).current


async def test_words_that_an_earlier_root_key_signed_are_over_once_somebody_serves(pair: Pair) -> None:
    await _with_the_root_alone(pair)
    await put(pair, asking(pair, host="west"), host="west")
    await pair.office.open()
    assert {row["host"] for row in await pair.rows()} == {"north", "west"}


async def test_a_word_of_another_version_is_refused_and_stops_nobody(pair: Pair) -> None:
    for body in (b'{"host":"south","serving":false}', b"[]", b"no json"):
        word = pair.correspondent.signer.sign(b"word", body) + body

        async def unit(tx: Tx, word: bytes = word) -> None:
            await tx.run("host_says", host="south", serving=0, word=word, asked=b"")

        await pair.store.database.transact(unit)
        assert (await pair.office.look()).refused == ("south",)


async def test_recipients_and_anchors_follow(pair: Pair) -> None:
    await pair.exchange()
    added = new_identity().recipient
    Recipients(KeyFolder.beside(pair.store.keys.parent), pair.store.keyring.recipients).add(added)
    (pair.store.keys.parent / "audit.anchors").write_text("7 abcdef\n")
    await pair.office.look()
    stale = await pair.correspondent.look()
    assert (stale.stale, stale.current) == (True, False)
    await pair.office.look()
    assert (await pair.correspondent.look()).current
    assert added in pair.keyring().recipients
    assert (pair.south / "audit.anchors").read_text() == "7 abcdef\n"


async def test_an_anchor_that_died_with_its_host_holds_nobody_up(pair: Pair) -> None:
    """South served, wrote one, and died before north had it; north serves on with what it knows."""
    (pair.store.keys.parent / "audit.anchors").write_text("7 abcdef\n")
    await pair.office.look()
    await pair.exchange()
    (pair.south / "audit.anchors").write_text("7 abcdef\n8 fedcba\n")
    assert (await pair.correspondent.look()).current
    assert (await pair.row())["asked"] == b""
    (pair.store.keys.parent / "audit.anchors").write_text("7 abcdef\n9 aaaaaa\n")
    await pair.office.look()
    assert (await pair.exchange()).current
    assert (pair.south / "audit.anchors").read_text() == "7 abcdef\n8 fedcba\n9 aaaaaa\n"


async def test_forget_keys_where_it_serves_reaches_the_other(pair: Pair) -> None:
    await pair.exchange()
    new = new_epoch(now=NOW, random_bytes=lambda size: b"f" * size)
    write_epoch(pair.store.keys / "epochs", new, pair.store.keyring.root, random_bytes=lambda size: b"r" * size)
    pair.keeper.vault.hold(new)

    async def unit(tx: Tx) -> None:
        await settle(tx, new, ends=NOW + DAY)

    await pair.store.database.transact(unit)
    await pair.store.database.ping()
    pair.keeper.vault.forget(pair.store.keyring.newest.key_id)
    await pair.office.look()
    assert (await pair.correspondent.look()).gone == 1
    assert (await pair.exchange()).current
    assert pair.keyring().epochs == (new,)


async def test_forget_keys_where_it_stands_by_is_told_once(pair: Pair) -> None:
    await pair.exchange()
    old, folder = pair.store.keyring.newest.key_id, pair.south / "keys"
    assert destroy_files(folder) == 1
    assert (await pair.correspondent.look()).forgetting
    assert (await pair.office.look()).forget == {old}
    later = correspondent_of(pair.south, pair.store.keyring, pair.store.database)
    await later.look()
    assert (await pair.office.look()).given == (), "a letter went to a host that forgets"
    new = new_epoch(now=NOW, random_bytes=lambda size: b"f" * size)
    pair.keeper.vault.hold(new)
    await pair.store.database.transact(lambda tx: settle(tx, new, ends=NOW + DAY))
    await pair.store.database.ping()
    pair.keeper.vault.forget(old)
    await pair.office.look()
    assert not (await later.look()).forgetting
    assert not begun(folder)
    assert (await pair.office.look()).forget == frozenset()
    assert (await later.look()).current


def asking(pair: Pair, **other: object) -> Word:
    """What south would say with a key that we have."""
    word = Word(
        host="south",
        process=pair.correspondent.signer.process,
        beat=9,
        said=NOW,
        to=pair.office.signer.process,
        asks=Half().public,
        expires=NOW + LATE_SECONDS,
    )
    return replace(word, **other)  # type: ignore[arg-type]


async def put(pair: Pair, word: Word, signer: Signer | None = None, *, host: str = "south") -> None:
    row = word.signed(signer or pair.correspondent.signer)

    async def unit(tx: Tx) -> None:
        await tx.run("host_says", host=host, serving=0, word=row, asked=word.asks)

    await pair.store.database.transact(unit)


async def _with_the_root_alone(pair: Pair) -> None:
    await put(pair, asking(pair), Signer.of("south", DATABASE, pair.store.keyring.root, bytes(32)))


async def _for_another_database(pair: Pair) -> None:
    await put(pair, asking(pair), of_host("south", pair.store.keyring, b"a copy of it"))


async def _of_another_row(pair: Pair) -> None:
    await put(pair, asking(pair), host="east")


async def _to_an_earlier_process(pair: Pair) -> None:
    await put(pair, asking(pair, to=bytes(16)))


async def _long_ago(pair: Pair) -> None:
    await put(pair, asking(pair, expires=NOW - LATE_SECONDS - 1))


async def _for_ever(pair: Pair) -> None:
    await put(pair, asking(pair, expires=NOW + 30 * DAY))


async def _with_a_key_that_is_none(pair: Pair) -> None:
    await put(pair, asking(pair, asks=bytes(32)))


async def _with_our_own_name(pair: Pair) -> None:
    await put(pair, asking(pair, host="north"), host="north")


@pytest.mark.parametrize(
    "forged",
    [
        _with_the_root_alone,
        _for_another_database,
        _of_another_row,
        _to_an_earlier_process,
        _long_ago,
        _for_ever,
        _with_a_key_that_is_none,
        _with_our_own_name,
    ],
)
async def test_who_asks_so_gets_no_letter(pair: Pair, forged: Callable[[Pair], Awaitable[None]]) -> None:
    await forged(pair)
    seen = await pair.office.look()
    assert seen == Seen(refused=seen.refused)
    assert len(seen.refused) == 1
    assert all(row["letter"] is None for row in await pair.rows())


async def test_the_same_word_with_the_right_key_gets_one(pair: Pair) -> None:
    """What the forged ones are measured by."""
    await put(pair, asking(pair))
    assert (await pair.office.look()).given == ("south",)


async def test_a_word_that_was_heard_before_is_no_sign_of_life(pair: Pair) -> None:
    await pair.exchange()
    await pair.office.look()
    row = dict(await pair.row())
    for seconds in (20.0, 40.0):
        pair.clock[0] = seconds
        await pair.store.database.transact(
            lambda tx: tx.run("host_says", host="south", serving=0, word=row["word"], asked=b"")
        )
        await pair.office.look()
    assert pair.office.lost == 1


async def _letter(pair: Pair) -> tuple[Word, Half, Word, bytes]:
    """A question, the half of a key that opens its answer, who answers, and the answer."""
    half = Half()
    word = asking(pair, asks=half.public)
    by = heard((await pair.row(serving=True))["word"], pair.office.signer, host="north", serving=True)
    parcel = Parcel(pair.keeper.vault.epochs, pair.store.keyring.recipients)
    return word, half, by, letter_for(word, parcel, pair.office.signer)


async def test_a_letter_opens_for_its_question_alone(pair: Pair) -> None:
    word, half, by, letter = await _letter(pair)
    signer = pair.correspondent.signer
    assert read_letter(letter, half, asked=word, by=by, signer=signer).epochs == pair.store.keyring.epochs
    wrong = [
        (letter[:-1], half, word, by, signer),
        (letter[:40] + bytes([letter[40] ^ 1]) + letter[41:], half, word, by, signer),
        (letter, Half(), word, by, signer),
        (letter, half, replace(word, expires=word.expires + 1), by, signer),
        (letter, half, replace(word, process=bytes(16)), by, signer),
        (letter, half, word, replace(by, process=bytes(16)), signer),
        (letter, half, word, by, of_host("south", pair.store.keyring, b"a copy of it")),
        (letter, half, word, by, Signer.of("south", DATABASE, pair.store.keyring.root, bytes(32))),
        (b"", half, word, by, signer),
    ]
    for body, key, asked, leader, checks in wrong:
        with pytest.raises(SealError):
            read_letter(body, key, asked=asked, by=leader, signer=checks)


def opened_by_a_thief(dump: list[Row], keyring: Keyring) -> list[Epoch]:
    """What comes out of a dump for whoever has root key, pepper and this program: all but a process's memory."""
    signer = of_host("thief", keyring)
    secrets = [keyring.root, keyring.pepper, signer.key, *(derive(keyring.root, name) for name in PURPOSES)]
    by = next(heard(row["word"], signer, host=row["host"], serving=True) for row in dump if row["serving"])
    found: list[Epoch] = []
    for row in (row for row in dump if row["letter"]):
        word = heard(row["word"], signer, host=row["host"], serving=False)
        for secret in secrets:
            with suppress(SealError):
                found += read_letter(row["letter"], Half(secret), asked=word, by=by, signer=signer).epochs
    everything = b"".join(value for row in dump for value in row.values() if isinstance(value, bytes))
    return found + [
        one for one in keyring.epochs if one.secret in everything or one.secret.hex().encode() in everything
    ]


async def a_dump_with_a_letter(pair: Pair) -> list[Row]:
    await pair.correspondent.look()
    await pair.office.look()
    dump = await pair.rows()
    assert any(row["letter"] for row in dump)
    assert (await pair.correspondent.look()).taken == 1
    return dump


async def test_a_dump_with_a_letter_in_it_opens_nothing_with_the_root_key(pair: Pair) -> None:
    assert opened_by_a_thief(await a_dump_with_a_letter(pair), pair.store.keyring) == []


async def test_planted_a_letter_to_a_key_of_the_root_opens_with_every_old_dump(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasting = Half(derive(pair.store.keyring.root, "root/letters"))
    monkeypatch.setattr("storage.letters.asking.Half", lambda: lasting)
    assert opened_by_a_thief(await a_dump_with_a_letter(pair), pair.store.keyring) == list(pair.store.keyring.epochs)


async def test_planted_a_parcel_in_clear_is_found(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.letters.sealed.seal_to", lambda _public, body, _bound: body)
    monkeypatch.setattr(Half, "open", lambda _half, sealed, _bound: sealed)
    assert opened_by_a_thief(await a_dump_with_a_letter(pair), pair.store.keyring)


async def test_planted_a_key_that_seals_at_once_is_not_held_by_the_other(pair: Pair) -> None:
    """Without the wait a death now would leave rows that nobody alive can open."""
    await pair.exchange()
    await replace(pair.keeper, agree=None).make(now=NOW + DAY)
    await pair.store.database.ping()
    assert await pair.store.database.transact(writing) not in pair.shelf.held()


async def test_a_letter_of_somebody_else_is_refused_and_asked_for_again(pair: Pair) -> None:
    """Whoever writes in the database puts another letter in its place: nothing of it comes to the disk."""
    await pair.correspondent.look()
    row = await pair.row()
    stranger = Signer.of("north", DATABASE, bytes(32), bytes(32))
    word = heard(row["word"], pair.office.signer, host="south", serving=False)
    foreign = letter_for(word, Parcel((), ()), stranger)

    async def unit(tx: Tx) -> None:
        await tx.run("host_answered", host="south", asked=row["asked"], letter=foreign)

    await pair.store.database.transact(unit)
    state = await pair.correspondent.look()
    assert (state.refused, state.taken, state.held) == (True, 0, 0)
    assert (await pair.row())["asked"] not in {row["asked"], b""}
    await pair.office.look()
    assert (await pair.correspondent.look()).current


async def test_a_name_that_another_has_is_noticed(pair: Pair) -> None:
    await pair.exchange()
    double = correspondent_of(pair.south, pair.store.keyring, pair.store.database, host="north")
    assert not (await double.look()).namesake
    await say_again(pair)
    assert (await double.look()).namesake


async def say_again(pair: Pair) -> None:
    word = heard((await pair.row(serving=True))["word"], pair.office.signer, host="north", serving=True)
    later = replace(word, beat=word.beat + 1)

    async def unit(tx: Tx) -> None:
        await tx.run("host_says", host="north", serving=1, word=later.signed(pair.office.signer), asked=b"")

    await pair.store.database.transact(unit)


async def test_hpke_opens_for_its_half_and_binding_alone() -> None:
    half = Half(bytes(range(32)))
    sealed = seal_to(half.public, b"body", b"here")
    assert half.open(sealed, b"here") == b"body"
    for other, blob, bound in (
        (Half(), sealed, b"here"),
        (half, sealed, b"there"),
        (half, sealed[:-1], b"here"),
        (half, b"", b"here"),
    ):
        with pytest.raises(SealError, match="does not open"):
            other.open(blob, bound)
    with pytest.raises(SealError, match="X25519"):
        seal_to(bytes(32), b"body", b"here")


def test_who_asked_too_long_ago_is_told_from_who_asks_now(keyring: Keyring) -> None:
    signer = of_host("north", keyring)
    word = Word(host="south", process=bytes(16), beat=1, said=NOW, to=signer.process, asks=b"k", expires=NOW + 300)
    require_asked(word, signer, now=NOW)
    with pytest.raises(SealError, match="clocks"):
        require_asked(word, signer, now=NOW + 601)
