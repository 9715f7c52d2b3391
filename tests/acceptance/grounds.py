"""Where the rows of a test's data folders are: in each a file of SQLite, or for each a database of its own."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.places import Server
from storage.about import in_use

if TYPE_CHECKING:
    import pytest

    from bot.places import Place
    from tests.postgres import Cluster


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Every data folder of a test by its name. `cluster`: where they have servers."""

    settings: pytest.MonkeyPatch
    cluster: Cluster | None
    servers: dict[str, Server] = field(default_factory=dict)

    def use(self, data: str) -> None:
        """The commands from now on are given on this folder; a new one has nothing, and its database no table."""
        self.settings.setenv("HOTLINE_DATA_DIR", data)
        place = self.place(data)
        if isinstance(place, Server):
            self.settings.setenv("HOTLINE_DATABASE_URL", place.url)
        else:
            self.settings.delenv("HOTLINE_DATABASE_URL", raising=False)

    def place(self, data: str = "data") -> Place:
        if self.cluster is None:
            return Path(data, "parley.db")
        if data not in self.servers:
            self.servers[data] = self.cluster.fresh()
        return self.servers[data]

    def one(self, query: str, data: str = "data") -> Any:
        """The one value of a query, as an integer where it is one."""
        place = self.place(data)
        if isinstance(place, Server):
            assert self.cluster is not None
            said = self.cluster.say(place.url.rpartition("/")[2], query)
            return int(said) if said.isdigit() else said
        with closing(sqlite3.connect(place)) as raw:
            return raw.execute(query).fetchone()[0]

    def tables(self, data: str) -> int:
        """How many tables there are; none where a restore has left nothing."""
        if self.cluster is None:
            return int(Path(data, "parley.db").exists())
        return int(self.one("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", data))

    def close(self) -> None:
        for server in self.servers.values():
            assert self.cluster is not None
            self.cluster.drop(server)


def let_go(place: Place) -> None:
    """A server sees within moments that its client is gone."""
    ends = time.monotonic() + 120
    while in_use(place) and time.monotonic() < ends:
        time.sleep(0.05)
