"""Whether the audit is whole: every edit, deletion and swap shows in the chain, a cut end only by an anchor.

An anchor is a count and the first half of the newest link then, kept outside: a line in the operators' chat, paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.counted import counted
from bot.errors import StorageError
from bot.places import Place, made
from storage.audit import FIRST_LINK, Action, Audit, Deed
from storage.beside import read_beside
from storage.lost_chain import Lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from storage.keys import Keyring

ANCHORS: Final = "audit.anchors"
"""The file of anchors beside the database, one a line; copies of it elsewhere are what helps."""
_HALF: Final = 16
_ANCHOR: Final = re.compile(r"\b(\d{1,12})\s+([0-9a-f]{16})\b")


_TOLD: Final = 1_000
"""After so many entries it is told how far it is."""


def _untold(_done: int, _of: int) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many entries there were, and the first 16 hex digits of the newest link."""

    count: int
    head: str

    def __str__(self) -> str:
        """As it is written down and given to `audit verify`."""
        return f"{self.count} {self.head}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the audit found. `faults`: a sentence each; none, and it is whole as far as the anchors reach."""

    deeds: tuple[Deed, ...]
    anchor: Anchor
    faults: tuple[str, ...]
    upto: int = 0
    """The last entry that was cut off for its age, as the chain says; anchors of earlier ones are not looked at."""
    notes: tuple[str, ...] = ()
    """What is no fault and must be known: a sentence each."""
    older: int = 0
    """Anchors of entries that are not here any more, by age or a restore: nothing tells whether they fitted."""


def anchor_of(count: int, link: bytes) -> Anchor:
    """The anchor of a chain that ends so."""
    return Anchor(count, link.hex()[:_HALF])


def anchors_in(text: str) -> list[Anchor]:
    """Every anchor in a text: a file of them, or a line copied from the operator chat."""
    return [Anchor(int(count), head) for count, head in _ANCHOR.findall(text)]


def verify(
    place: Place, keyring: Keyring, anchors: Sequence[Anchor] = (), told: Callable[[int, int], object] = _untold
) -> Verdict:
    """Look at the whole audit, beside a running bot. `told`: entries done, and of how many.

    StorageError: no database there.
    """
    return judged(rows_of(place), keyring, anchors, told)


def judged(
    rows: Sequence[Mapping[str, Any]],
    keyring: Keyring,
    anchors: Sequence[Anchor] = (),
    told: Callable[[int, int], object] = _untold,
) -> Verdict:
    """Look at entries as they lie in the database, by their turn."""
    audit, read = Audit(keyring), list[Deed]()
    for deed in audit.read(rows):
        if not len(read) % _TOLD:
            told(len(read), len(rows))
        read.append(deed)
    deeds = tuple(read)
    links = {row["turn"]: row["link"] for row in rows}
    last = deeds[-1].turn if deeds else 0
    cut = next((deed for deed in reversed(deeds) if deed.action == Action.CUT and deed.whole), None)
    lost = _lost(deeds, {chain.key_id.hex() for chain in (*keyring.chains, keyring.chain)})
    upto = cut.upto if cut and rows[0]["turn"] > 1 else 0
    if cut and upto:
        links[upto] = bytes.fromhex(cut.link)
    ground = upto or (lost.first - 1 if lost and lost.upto else 0)
    kept = [row for row in rows if row["turn"] > ground]
    behind = deeds if len(kept) == len(rows) else tuple(audit.read(kept))
    changed = tuple(_in_lost(kept, lost))
    faults = (
        *_in_front(deeds, ground),
        *_in_chain(behind, ground, lost),
        *changed,
        *_off_root(deeds, audit.chain, keyring),
        *_off_anchor(anchors, links, ground, lost),
    )
    notes = tuple(_of_lost(behind, links, lost, cut=bool(upto), sound=not changed))
    older = sum(0 < one.count <= ground and one.count not in links for one in anchors)
    return Verdict(deeds, anchor_of(last, links.get(last, FIRST_LINK)), faults, upto, notes, older)


def _lost(deeds: Sequence[Deed], chains: AbstractSet[str]) -> Lost | None:
    """What the newest restore of a lost server noted of its chains; of an earlier program's the end alone is known.

    That one is told by its chain: no key here (`chains`) wrote before it. A move behind a rotation of the root is none.
    """
    for at, deed in reversed(list(enumerate(deeds))):
        if deed.action == Action.RESTORED and deed.whole:
            if deed.lost is not None:
                return deed.lost
            begun = deeds[at - 1]
            first = at > 1 and begun.action == Action.CHAIN_BEGUN and begun.whole
            if first and chains <= {one.chain for one in deeds[at - 1 :]}:
                return Lost(end=begun.turn - 1, first=deeds[0].turn, upto=begun.turn - 1)
    return None


def rows_of(place: Place) -> list[dict[str, Any]]:
    """Every entry as it lies there. StorageError: no database there."""
    if not made(place):
        raise StorageError(f"{place}: is not there; nothing was audited yet, or the data folder is another")
    return [dict(row) for row in read_beside(place, lambda tx: tx.all("audit_all"), of_any=True)]


def _in_front(deeds: Sequence[Deed], ground: int) -> Iterator[str]:
    """What lies before the first entry there can be: cut off, or in no backup."""
    if front := [deed.turn for deed in deeds if deed.turn <= ground]:
        some = f"entry {front[0]} was" if len(front) == 1 else f"{len(front)} entries, {front[0]} to {front[-1]}, were"
        yield f"{some} put there by somebody else: the chain here begins with entry {ground + 1}"


def _in_chain(deeds: Sequence[Deed], upto: int, lost: Lost | None) -> Iterator[str]:
    expected, chain, ended, sealed = upto + 1, "", False, lost.upto if lost else 0
    for deed in deeds:
        if deed.turn > expected:
            yield f"entries {expected} to {deed.turn - 1} are missing"
        elif not deed.known and deed.turn <= sealed:
            pass  # its server was lost: `_in_lost` looks at it
        elif not deed.known and deed.chain:
            yield f"entry {deed.turn} was written under the key {deed.chain}, which is not here: put its file back"
        elif not deed.whole:
            yield f"entry {deed.turn} was changed, or put there by somebody else"
        elif deed.turn == sealed + 1 and sealed:
            pass  # what comes behind a lost server's chain has no end before it
        elif chain and ((deed.chain != chain) is not ended or (deed.action == Action.CHAIN_BEGUN) is not ended):
            yield f"entry {deed.turn} is of another chain than the one before it, and no rotation lies between"
        expected, chain, ended = deed.turn + 1, deed.chain, deed.action == Action.CHAIN_CLOSED


def _in_lost(rows: Sequence[Mapping[str, Any]], lost: Lost | None) -> Iterator[str]:
    for first, last in lost.changed(rows) if lost else ():
        yield f"of the entries {first} to {last} of the lost server at least one was changed since they were restored"


def _of_lost(
    deeds: Sequence[Deed], links: dict[int, bytes], lost: Lost | None, *, cut: bool, sound: bool
) -> Iterator[str]:
    """What is so after a restore of a lost server, whose entries no key opens. `cut`: age cut into the audit."""
    if lost is None or lost.upto not in links or deeds[0].turn > lost.upto:
        return
    keys = ", ".join(dict.fromkeys(deed.chain or "?" for deed in deeds if deed.turn <= lost.upto and not deed.known))
    many = "1 entry is" if deeds[0].turn == lost.upto else f"entries {deeds[0].turn} to {lost.upto} are"
    yield f"{many} of a server that was lost, sealed under a key that is gone with it ({keys}): nobody reads them now"
    if lost.first > 1 and not cut:
        begins = "the backup began" if lost.pages else "what is here begins"
        yield f"{begins} with entry {lost.first}: no key here tells whether age had cut off what was before"
    yield from _looked_at(deeds[0].turn, lost, sound=sound)
    end = anchor_of(lost.upto, links[lost.upto])
    yield f"they end with {end}; compare that with the last anchor that supervisors got from the lost server"


def _looked_at(begin: int, lost: Lost, *, sound: bool) -> Iterator[str]:
    if not lost.pages:
        yield "an earlier program restored them: whether one was changed shows by anchors alone"
        return
    first = lost.looked_at(begin)
    if first > begin:
        some = f"entry {begin} is" if first == begin + 1 else f"entries {begin} to {first - 1} are"
        yield f"{some} looked at no more: they are compared together with those before them, which are gone"
    if sound and first <= lost.upto:
        whence = "" if first == begin else f"from entry {first} on "
        yield f"{whence}none of them was changed since they were restored"


def _off_root(deeds: Sequence[Deed], chain: str, keyring: Keyring) -> Iterator[str]:
    """After a rotation the old key writes nothing more: whoever has it could else go on as if there had been none."""
    if keyring.chains and (not deeds or deeds[-1].chain != chain):
        yield "the newest entries are of the root key before this one: what was written since then was cut off"


def _off_anchor(anchors: Sequence[Anchor], links: dict[int, bytes], upto: int, lost: Lost | None) -> Iterator[str]:
    for anchor in (one for one in anchors if one.count > upto or (one.count and one.count in links)):
        if anchor.count in links and anchor_of(anchor.count, links[anchor.count]) == anchor:
            continue
        if lost is not None and anchor.count > lost.end:
            gone = counted(anchor.count - lost.end, "entry", "entries")
            yield (
                f"the anchor {anchor} fits nothing here: entries were cut off; if it is of the lost server, whose "
                f"entries end here with {lost.end}, it says that {gone} that came after the backup "
                f"{'is' if anchor.count == lost.end + 1 else 'are'} gone"
            )
        elif anchor.count not in links:
            yield f"the anchor {anchor} is beyond the end: entries were cut off"
        else:
            other = ", or it is of a server that was lost before" if lost and anchor.count <= lost.upto else ""
            yield f"the anchor {anchor} does not fit entry {anchor.count}: the chain was made anew{other}"
