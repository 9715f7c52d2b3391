"""`check` of a line whose rows are on PostgreSQL: whether it is whole, keeps what it says yes to, and who serves.

As a user of the server who has no rights but his database's, as the documents make him, and with those they name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.delivery.api import Api
from bot.lights import server as server_lights
from bot.lights.machine import about_machine
from bot.lights.server import about_server
from bot.lights.updates import about_updates
from bot.places import Server
from bot.readiness import Finding, Light
from bot.settings import load
from storage.migrate import migrate
from storage.postgres.holding import Holder, Lock
from storage.postgres.looking import Log, look
from storage.postgres.session import finished
from tests.acceptance.test_check import group, settings_of, telegram
from tests.postgres import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.rehearsal.server import Server as Telegram
    from bot.rehearsal.things import Chat
    from tests.postgres import Cluster

pytestmark = pytest.mark.slow

__all__ = ["group", "telegram"]

ROOT = Path(__file__).parents[2]
USER = "parley"
HALF = "UPDATE pg_index SET indisvalid = {valid}, indisready = {valid} WHERE indexrelid = 'hours_pkey'::regclass"


@pytest.fixture
def own(cluster: Cluster) -> Iterator[Server]:
    """A database whose owner may nothing else."""
    cluster.say("postgres", f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
    server = cluster.fresh()
    name = named(server)
    cluster.say("postgres", f"ALTER DATABASE {name} OWNER TO {USER}")
    his = Server(server.url.replace("//postgres:", f"//{USER}:"))
    migrate(his)
    yield his
    cluster.drop(server)
    cluster.say("postgres", f"REVOKE ALL ON FUNCTION pg_ls_waldir() FROM {USER}; DROP ROLE {USER}")


def named(server: Server) -> str:
    return server.url.rpartition("/")[2]


def lights(server: Server) -> dict[str, Finding]:
    return {one.name: one for one in about_server(server)}


def granted() -> list[str]:
    """The statements that the document names for whoever wants to see everything."""
    page = (ROOT / "docs" / "OPERATING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^  CREATE EXTENSION amcheck;.*?(?=^  ```)", page, re.MULTILINE | re.DOTALL)
    return [one.strip() for one in block.splitlines() if one.strip()]


def test_what_its_user_may_not_see_is_yellow_with_the_reason_and_green_with_the_rights_the_document_names(
    own: Server, cluster: Cluster
) -> None:
    told = lights(own)
    assert {name: one.light for name, one in told.items()} == {
        "durable": Light.GREEN, "integrity": Light.YELLOW, "wal": Light.YELLOW, "server's disk": Light.YELLOW,
    }  # fmt: skip
    assert "indexes were not looked at: the extension amcheck is not in this database" in told["integrity"].words
    assert "its size was not looked at: parley may not list it" in told["wal"].words
    assert "not looked at: parley may not know where its files lie" in told["server's disk"].words
    extension, *rights = granted()
    cluster.say(named(own), extension)
    assert "this user may not use amcheck" in lights(own)["integrity"].words
    for right in rights:
        cluster.say(named(own), right)
    told = lights(own)
    assert {one.light for one in told.values()} == {Light.GREEN}
    assert "every table and index is whole" in told["integrity"].words
    assert PASSWORD not in "".join(one.words for one in told.values())


def test_an_index_that_lacks_a_row_and_one_that_was_not_made_to_its_end(own: Server, cluster: Cluster) -> None:
    cluster.say(named(own), HALF.format(valid="false"))
    cluster.say(named(own), "INSERT INTO hours (what, hour) VALUES ('planted', 0)")
    told = lights(own)["integrity"]
    assert (told.light, "hours_pkey was not made to its end; run: reindexdb" in told.words) == (Light.RED, True)
    cluster.say(named(own), HALF.format(valid="true"))
    for right in granted():
        cluster.say(named(own), right)
    told = lights(own)["integrity"]
    assert told.light is Light.RED
    assert "is damaged (hours_pkey); stop the bot" in told.words
    assert "restore the last backup" in told.words


def test_a_page_that_does_not_open_is_red_without_any_right(own: Server, cluster: Cluster) -> None:
    name = named(own)
    cluster.say(name, "INSERT INTO hours (what, hour) VALUES ('planted', 0)")
    path = cluster.folder / "data" / cluster.say(name, "SELECT pg_relation_filepath('hours')")
    cluster.control("-m", "fast", "stop")
    whole = path.read_bytes()
    path.write_bytes(whole[:-64] + bytes(byte ^ 0xFF for byte in whole[-64:]))
    cluster.start()
    told = lights(own)["integrity"]
    assert (told.light, "is damaged (hours)" in told.words) == (Light.RED, True)


def test_a_file_that_is_gone_is_damage_and_what_could_not_be_read_is_named(own: Server, cluster: Cluster) -> None:
    name = named(own)
    cluster.say(name, "INSERT INTO hours (what, hour) VALUES ('planted', 0)")
    cluster.say(name, "ALTER TABLE hours OWNER TO postgres")
    told = lights(own)
    assert (told["durable"].light, told["integrity"].light) == (Light.GREEN, Light.YELLOW)
    assert told["integrity"].words.startswith("not looked at: hours: ")
    assert "this user lacks a right" in told["integrity"].words
    cluster.say(name, "REVOKE SELECT ON pg_stat_archiver FROM PUBLIC")
    cluster.say(name, "CREATE TABLE gone (id integer); INSERT INTO gone VALUES (1); ALTER TABLE gone OWNER TO parley")
    path = cluster.folder / "data" / cluster.say(name, "SELECT pg_relation_filepath('gone')")
    cluster.control("-m", "fast", "stop")
    path.unlink()
    cluster.start()
    told = lights(own)
    assert (told["integrity"].light, "is damaged (gone)" in told["integrity"].words) == (Light.RED, True)
    assert (told["wal"].light, told["wal"].words.startswith("not looked at: ")) == (Light.YELLOW, True)
    cluster.say(name, "REVOKE SELECT ON pg_stat_database FROM PUBLIC")
    told = lights(own)
    assert told.keys() == {"durable", "integrity"}
    assert (told["durable"].light, told["integrity"].light) == (Light.GREEN, Light.YELLOW)
    assert told["integrity"].words.startswith("not looked at: ")


def test_a_library_that_is_not_installed_is_no_damage(own: Server, cluster: Cluster) -> None:
    for right in granted():
        cluster.say(named(own), right)
    cluster.say(named(own), "UPDATE pg_proc SET probin = '$libdir/none' WHERE probin = '$libdir/amcheck'")
    told = lights(own)["integrity"]
    assert (told.light, "amcheck's library is not on the server" in told.words) == (Light.YELLOW, True)


def test_a_server_that_may_lose_what_it_said_yes_to_is_red(own: Server, cluster: Cluster) -> None:
    cluster.say("postgres", "ALTER SYSTEM SET fsync = off")
    cluster.control("reload")
    try:
        told = lights(own)["durable"]
    finally:
        cluster.say("postgres", "ALTER SYSTEM RESET fsync")
        cluster.control("reload")
    assert (told.light, "has fsync switched off" in told.words) == (Light.RED, True)


def test_a_slot_that_nobody_fetches_holds_the_log_back(own: Server) -> None:
    seen = finished(look(own))
    held = Log(size=1, limit=10, slots=("copy",), lost=(), archiving=False)
    for log, words in (
        (held, "copy holds the log back"),
        (Log(size=1, limit=10, slots=(), lost=(), archiving=True), "fails to archive"),
        (Log(size=11, limit=10, slots=(), lost=(), archiving=False), "more than twice max_wal_size"),
    ):
        told = server_lights._log(type(seen)(**{name: getattr(seen, name) for name in seen.__slots__} | {"log": log}))
        assert (told.light, words in told.words) == (Light.YELLOW, True)


def test_a_slot_that_has_lost_its_part_of_the_log_holds_nothing_back(own: Server, cluster: Cluster) -> None:
    cluster.say("postgres", "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
    cluster.control("reload")
    try:
        cluster.say("postgres", "SELECT pg_create_physical_replication_slot('copy', true)")
        for _ in range(4):
            cluster.say("postgres", "CREATE TABLE filler (); DROP TABLE filler; SELECT pg_switch_wal()")
        cluster.say("postgres", "CHECKPOINT")
        told = lights(own)["wal"]
    finally:
        cluster.say("postgres", "SELECT pg_drop_replication_slot('copy')")
        cluster.say("postgres", "ALTER SYSTEM RESET max_slot_wal_keep_size")
        cluster.control("reload")
    assert (told.light, told.words.startswith("copy holds nothing back")) == (Light.YELLOW, True)
    assert "its copy must be made anew; drop the slot" in told.words


def test_one_elsewhere_is_not_said_to_have_been_looked_at(own: Server) -> None:
    seen = finished(look(own))
    far = Server("postgresql://parley@db.example.org/parley?sslmode=verify-full")
    told = server_lights._disk(far, seen)
    assert (told.light, told.words) == (Light.YELLOW, "not looked at: it is another machine's; watch it there")


async def test_who_serves_is_seen_in_the_database_and_else_another_poller_is_looked_for(
    own: Server, telegram: Telegram, group: Chat
) -> None:
    settings = load(settings_of(telegram, group.id) | {"HOTLINE_DATABASE_URL": own.url}, env_file=None)
    api = Api(telegram.world.token, root=telegram.url)
    serving = Holder(own, Lock.SERVING)
    await serving.require()
    try:
        told = await about_updates(api, settings)
        assert (told.light, "the line runs and is connected to its database from 127.0.0.1" in told.words) == (
            Light.GREEN,
            True,
        )
        assert not telegram.world.called("getUpdates")
        await serving.release()
        assert "nobody else takes them" in (await about_updates(api, settings)).words
        assert telegram.world.called("getUpdates")
        conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
        telegram.world.next_error("getUpdates", 409, conflict)
        told = await about_updates(api, settings)
        assert (told.light, "another program asks Telegram" in told.words) == (Light.RED, True)
        gone = settings.model_copy(update={"database_url": SecretStr("postgresql://127.0.0.1:9/no")})
        told = await about_updates(api, gone)
        assert (told.light, "was not looked at" in told.words) == (Light.YELLOW, True)
    finally:
        await api.close()


def test_of_a_server_that_does_not_answer_another_light_speaks(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    there = {"HOTLINE_DATA_DIR": str(tmp_path / "data"), "HOTLINE_DATABASE_URL": "postgresql://127.0.0.1:9/no"}
    found = [one.name for one in about_machine(load(there, env_file=None), now=0)]
    assert found == ["disk", "backup"]
