"""Where the rows are: a SQLite file, or a PostgreSQL server that a URL names."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL database. Its words say where it is and never the password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        asked = parse_qs(parts.query)
        host = parts.netloc.rpartition("@")[2] or asked.get("host", [""])[0]
        return f"postgresql://{host}{parts.path}"


Place = Path | Server
"""What is opened, migrated, held and read."""


def made(place: Place) -> bool:
    """Whether there may be rows: a file must be there; a server is asked only when it is opened."""
    return isinstance(place, Server) or place.is_file()
