"""A real PostgreSQL for tests: made by initdb in a temporary folder, on a free port, by a user who is not root."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.places import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
PASSWORD = "PLANTED-password"
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]
"""Where a test's rows are, one after another."""
_EMPTY = """
DO $$ DECLARE t text; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', t);
  END LOOP;
  PERFORM setval('outbox_turns', 1, false);
END $$"""


@dataclass(frozen=True)
class Cluster:
    """One server; `fresh` makes a database of its own on it."""

    port: int
    programs: Path
    folder: Path

    def fresh(self, like: str = "template0") -> Server:
        """A new database, a copy of another."""
        name = f"parley_{secrets.token_hex(6)}"
        self.say("postgres", f"CREATE DATABASE {name} TEMPLATE {like} ENCODING 'UTF8'")
        return self.named(name)

    def named(self, name: str) -> Server:
        return Server(f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self.port}/{name}")

    def empty(self, server: Server) -> None:
        """Take every row out of a migrated database, and end whoever is still connected to it."""
        self.say(server.url.rpartition("/")[2], _EMPTY)

    def drop(self, server: Server) -> None:
        self.say("postgres", f"DROP DATABASE IF EXISTS {server.url.rpartition('/')[2]} WITH (FORCE)")

    def say(self, database: str, sql: str) -> str:
        """One statement by psql; what it printed."""
        environ = os.environ | {"PGPASSWORD": PASSWORD}
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]
        said = [str(self.programs / "psql"), *where, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql]
        done = subprocess.run(said, env=environ, check=True, capture_output=True, text=True, timeout=120)
        return done.stdout.strip()

    def load(self, server: Server, path: Path) -> None:
        """What pg_dump once wrote, into a database without a table."""
        environ = os.environ | {"PGPASSWORD": PASSWORD}
        said = [str(self.programs / "psql"), server.url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-f", str(path)]
        subprocess.run(said, env=environ, check=True, capture_output=True, timeout=120)

    def start(self) -> None:
        """Start it, for the first time or again."""
        self.control("-l", str(self.folder / "log"), "-o", _options(self), "start")

    def control(self, *words: str) -> None:
        """pg_ctl, as the user who may."""
        said = [self.programs / "pg_ctl", "-D", self.folder / "data", "-w", "-t", "120", *words]
        subprocess.run(_as_nobody(said), check=True, capture_output=True, timeout=180)


def started() -> Iterator[Cluster]:
    """The server, until the generator is closed."""
    if not PROGRAMS:
        message = "PostgreSQL is not installed: apt-get install postgresql"
        raise FileNotFoundError(message)
    folder = Path(tempfile.mkdtemp(prefix="parley-pg-"))
    made = Cluster(_free_port(), PROGRAMS[-1], folder)
    try:
        _make(made)
        made.start()
        try:
            yield made
        finally:
            made.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(made: Cluster) -> None:
    words = made.folder / "password"
    words.write_text(PASSWORD)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (made.folder, words):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    said = [made.programs / "initdb", "-D", made.folder / "data", "-U", "postgres", "-A", "trust", "-N"]
    more = ["--pwfile", words, "-E", "UTF8", "--locale", "C.UTF-8", "--data-checksums"]
    subprocess.run(_as_nobody([*said, *more]), check=True, capture_output=True, timeout=300)


def _options(made: Cluster) -> str:
    """Small, alone on loopback; what it says yes to is on the disk, as in earnest."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": made.port,
        "unix_socket_directories": made.folder,
        "max_connections": 200,
        "shared_buffers": "32MB",
        "max_pred_locks_per_transaction": 256,
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _as_nobody(words: list[object]) -> list[str]:
    said = [str(word) for word in words]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *said] if os.geteuid() == 0 else said


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
