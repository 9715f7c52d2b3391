"""The Big List of Naughty Strings, fetched by npm when it is wanted, and strings of our own beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Final

from tests.acceptance.odd_things import LONGEST, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE: Final = "blns@2.0.4"
SHA512: Final = "ZEZZD8DvGJhTw9oE3uLjyThFDMRQbcH011YySUK+kAcueHvaUDRfWKp7QJrQblat8WzcegWwVFuNd+XZ49LROQ=="
FILE: Final = "package/resources/blns.json"
NPM: Final = shutil.which("npm")
FETCH_SECONDS: Final = 300

OURS: Final = TEXTS | {
    "numbers of other scripts": "١٢٣ ۴۵۶ ०१२ ৭৮৯ ๑๒๓ 一二三 Ⅷ ½ ² ① 𝟙𝟚𝟛 ๏ 〇",
    "both ways in one line": "прийду о דקה لا تخف abc עברית ١٢ кінець (חחח) [ب]",
    "embedded and never popped": "\u202aа\u202bб\u202dв\u202eг\u2067д\u2068е\u061cє",
    "towers": "и" + "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 30 + " и\u0306 е\u0308",
    "towers to the brim": "а\u0301" * (LONGEST // 2),
    "both halves apart": "\ud83d\ud83d \udc00\udc00 \udc00\ud83d слово",
    "letters beyond the first plane": "𐍈𝒜𝓑 🂡 𠜎𠜱 😀",
    "keycaps, flags, skins": "1️⃣ #️⃣ 🇺🇦🇺🇦 👍🏿👍🏻 🧑🏽‍🚀 ❤️‍🔥 ☺︎ ☺️",
    "tags to the brim": "<b>" * (LONGEST // 3),
    "entities": "&amp;lt; &#x202e; &#0; &nbsp; &notanentity; &lt",
    "fluent again": '{ $who -> \n [one] x\n *[other] y }\n{ "{" } { NUMBER($n) } -brand = z\n.attr = { term }',
    "sql again": "Robert'); DELETE FROM cases;-- \" ` \\' \\\\ $$ $1 :1 ? %(x)s /* */ E'\\x00'",
    "json": '{"text": "\\ud83d", "a": [null, 1e999, NaN]}\\u0000',
    "line ends": "один\r\nдва\r\rтри\n\r\n\rчотири\u2028п'ять\u2029шість\x0bсім\x0cвісім\x1cдев'ять",
    "zeroes": "\x00на\x00м\x00\x00",
    "blanks of every kind": "а\u00a0б\u2003в\u3000г\u1680д\u200ae\u202fж",
    "one letter": "я",
    "one emoji": "😀",
    "to the brim with breaks": ("рядок\n" * 700)[: LONGEST - 1] + "!",
    "commands inside": "кажуть: /undo /r hello /a white-flag /delete",
}


def big_list(folder: Path) -> list[str] | str:
    """Its strings; or one line that says why they are not there. Nothing of the package is run."""
    if NPM is None:
        return "NOT RUN: the Big List of Naughty Strings. npm is missing; `apt-get install npm`."
    order = [NPM, "pack", PACKAGE, "--ignore-scripts", "--silent"]
    try:
        packed = subprocess.run(order, cwd=folder, check=True, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except (subprocess.SubprocessError, OSError):
        return f"NOT RUN: the Big List of Naughty Strings. `npm pack {PACKAGE}` failed; see to the network."
    archive = folder / packed.stdout.split()[-1]
    assert base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() == SHA512, "another package"
    with tarfile.open(archive) as files:
        file = files.extractfile(FILE)
        assert file is not None
        return list(map(str, json.load(file)))
