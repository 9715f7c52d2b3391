"""The shipped content, read once a process; and with all switched on: name, place, search, contacts."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.flows.load import SHIPPED, load_book
from bot.flows.model import Book

SAID = '{{ ru = "{0}", uk = "{0}", en = "{0}", checked = 2026-11-21 }}'
ON = f"""
[second]
identity = {{ readers = {SAID.format("two operators")}, why = {SAID.format("To be found.")}, days = 14 }}
place = {{ readers = {SAID.format("the shift")}, why = {SAID.format("To be met.")}, hours = 12 }}
"""
SEARCH = f"""
[relatives]
tracing = {{ label = {SAID.format("The tracing")}, where = "call 1" }}
contacts = [{{ label = {SAID.format("The project")}, where = "call 2" }}]
search = {{ readers = {SAID.format("the search desk")}, why = {SAID.format("To look for him.")}, days = 90 }}
"""


@cache
def shipped() -> Book:
    """The book as it ships. Nobody changes a book, so all tests have the same."""
    return load_book()


@cache
def switched_on(root: Path = SHIPPED) -> Book:
    """A book in which a name and a place may be asked."""
    with tempfile.TemporaryDirectory() as folder:
        return load_book(write_switched(Path(folder) / "locales", root))


def write_switched(copy: Path, root: Path = SHIPPED) -> Path:
    """A copy of the content, in a folder that may be there, with all of it switched on."""
    shutil.copytree(root, copy, dirs_exist_ok=True)
    project = copy / "project.toml"
    said = project.read_text(encoding="utf-8").replace("\n[second]\n", ON).replace("\n[relatives]\n", SEARCH)
    project.write_text(said, encoding="utf-8")
    return copy
