"""T20: what is installed is what was locked: another file under a pinned name is refused, as the Makefile installs.

A package of our own is built, locked by its hash, and offered changed, unlocked, or as a source that would run code to
be installed. No index is asked: pip gets a folder and nothing else.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from benchmarks import supply
from benchmarks.proofs import Figure, NotRun, Proof, Scale

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = "parley-lock-probe"
WHEEL: Final = "parley_lock_probe-1.0-py3-none-any.whl"
SOURCE: Final = "parley_lock_probe-1.0.tar.gz"
LOCKS: Final = tuple(sorted(path.name for path in supply.ROOT.glob("requirements*.txt")))
BITS: Final = {Scale.FULL: 16, Scale.SMALL: 2}
"""So many places of the hash are changed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody could bring about: the line of the lock, and the files that pip finds."""

    kind: str
    line: str
    files: dict[str, bytes]


def install_words() -> list[str]:
    """How the Makefile installs."""
    makefile = (supply.ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^WHEELS := (.+)$", makefile, re.MULTILINE)
    if found is None:
        raise NotRun("the Makefile no longer says how it installs (WHEELS)")
    return found[1].split()


def offers(scale: Scale) -> Iterator[Offer]:
    """Everything that must be refused."""
    true, other, source = _wheel("True = 1"), _wheel("True = 2"), _source()
    digest = hashlib.sha256(true).hexdigest()
    for place in range(0, 64, 64 // BITS[scale]):
        letter = "0" if digest[place] != "0" else "1"
        yield Offer("another hash", _line(digest[:place] + letter + digest[place + 1 :]), {WHEEL: true})
    yield Offer("another file", _line(digest), {WHEEL: other})
    yield Offer("no hash", f"{NAME}==1.0\n", {WHEEL: true})
    yield Offer("a source of the right hash", _line(hashlib.sha256(source).hexdigest()), {SOURCE: source})
    if scale is Scale.FULL:
        yield Offer("a longer file", _line(digest), {WHEEL: true + b"\0"})
        yield Offer("a weaker hash", f"{NAME}==1.0 --hash=md5:{hashlib.md5(true).hexdigest()}\n", {WHEEL: true})  # noqa: S324 - to be refused


def _line(digest: str) -> str:
    return f"{NAME}==1.0 --hash=sha256:{digest}\n"


def _wheel(text: str) -> bytes:
    about = "parley_lock_probe-1.0.dist-info"
    files = {
        "parley_lock_probe.py": text,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: us\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": f"parley_lock_probe.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
    }
    with tempfile.TemporaryFile() as held:
        with zipfile.ZipFile(held, "w") as made:
            for name, content in files.items():
                made.writestr(zipfile.ZipInfo(name), content)
        held.seek(0)
        return held.read()


def _source() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "parley_lock_probe-1.0"
        root.mkdir()
        (root / "setup.py").write_text("from setuptools import setup\nsetup(name='parley-lock-probe', version='1.0')\n")
        (root / "PKG-INFO").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n")
        with tarfile.open(Path(folder) / SOURCE, "w:gz") as made:
            made.add(root, root.name)
        return (Path(folder) / SOURCE).read_bytes()


def installs(offer: Offer) -> bool:
    """Whether pip, called as the Makefile calls it, takes what is offered."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in offer.files.items():
            (Path(folder) / name).write_bytes(content)
        lock = Path(folder) / "lock.txt"
        lock.write_text(offer.line, encoding="ascii")
        where = ["--no-index", "--no-cache-dir", "--find-links", folder, "--target", f"{folder}/taken", "--no-deps"]
        command = [sys.executable, "-m", "pip", "--isolated", "-qq", *install_words(), *where, "-r", str(lock)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603 - our own words
        return done.returncode == 0


def loose(lock: str) -> list[str]:
    """The packages of a lock that any file would do for."""
    return [
        f"{lock}: {name} without a hash" for name, (_, hashes) in supply.pins(supply.ROOT / lock).items() if not hashes
    ]


def run(scale: Scale) -> Figure:
    """Every offer, and every pin of every lock."""
    true = _wheel("True = 1")
    if not installs(Offer("the true one", _line(hashlib.sha256(true).hexdigest()), {WHEEL: true})):
        raise NotRun("pip installs not even the right file here")
    told = [(offer.kind, installs(offer)) for offer in offers(scale)]
    taken = [f"{kind} is taken" for kind, accepted in told if accepted] + [one for lock in LOCKS for one in loose(lock)]
    count = sum(len(supply.pins(supply.ROOT / lock)) for lock in LOCKS)
    words = f"{len(told)} offers, {count} pins of {len(LOCKS)} locks"
    return Figure(len(told) + count, len(taken), "; ".join([*taken, words]))


def planted(scale: Scale) -> Figure:
    """The same where the Makefile asks for no hashes."""
    lax = [word for word in install_words() if word != "--require-hashes"]
    with patch(f"{__name__}.install_words", lambda: lax):
        return run(scale)


PROOF: Final = Proof(
    name="T20 supply chain",
    promise="Nothing is installed but the files whose hashes are locked.",
    run=run,
    planted=planted,
    seconds=30,
    slow=True,
)
