"""Bring a database to this program's version. Runs as its own process: alembic is imported here and nowhere else."""

import logging
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StorageError
from bot.places import Place, Server
from storage.faults import fault_of
from storage.locking import hold
from storage.pragmas import require
from storage.private_files import make_folder, tighten
from storage.versions import behind, known

__all__ = ["behind", "make_empty", "migrate"]


def migrate(place: Place) -> str:
    """Apply what is missing in one transaction and return the version reached. Makes the file (0600) if need be.

    StorageError: held by another process, newer than this program, damaged. Nothing is changed then.
    """
    if isinstance(place, Server):
        from storage.postgres.migrating import migrate as on_server  # noqa: PLC0415 - a line on SQLite loads none of it
        from storage.postgres.session import finished  # noqa: PLC0415 - as above

        finished(on_server(place))
    else:
        _migrate(place)
    return known()[-1]


def make_empty(path: Path, wanted: str) -> None:
    """A new file (0600) without a row, of a version this program knows. FileExistsError: it is there."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    _upgrade(path, wanted)


def _migrate(path: Path) -> None:
    make_folder(path.parent)
    held = hold(path)
    try:
        if behind(path):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            tighten(path)
            _log_ahead(path)
            _upgrade(path)
            _log_ahead(path)
    finally:
        held.release()


def _upgrade(path: Path, wanted: str = "head") -> None:
    from alembic import command  # noqa: PLC0415 - see the module's first line
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import create_engine, event  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = create_engine("sqlite://", creator=lambda: _connected(path), poolclass=NullPool)
    # sqlite3 opens no transaction before DDL by itself, and a half applied migration must not stay.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, wanted)
    except DBAPIError as fault:
        cause = fault.orig if isinstance(fault.orig, sqlite3.Error) else fault
        raise fault_of(cause, path) from fault
    except OSError as fault:
        message = f"{path}: the database can not be migrated ({fault.strerror}); check the folder"
        raise StorageError(message) from fault
    finally:
        engine.dispose()


def _log_ahead(path: Path) -> None:
    """A log of what comes, as while the line serves: a journal would hold what is dropped, and is not overwritten.

    A backup comes without one. What the log holds is brought into the file: nothing stays beside it.
    """
    try:
        with closing(_connected(path)) as connection:
            require(connection, path, journal_mode="wal")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as fault:
        raise fault_of(fault, path) from fault


def _connected(path: Path) -> sqlite3.Connection:
    """What a migration drops and rewrites is overwritten with zeros; what it sorts stays in memory."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        require(connection, path, secure_delete=1, temp_store=2)
    except BaseException:
        connection.close()
        raise
    return connection
