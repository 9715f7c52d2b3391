"""The sizing table: each bound's share of the fullest hour, and which is the tightest."""

from benchmarks.sizing import CONTACTS, PEAK, bounds, table


def test_the_group_binds_first_and_a_rooms_own_chat_lifts_it() -> None:
    found = {bound.name: bound.an_hour for bound in bounds(1_000, 1.6, database="SQLite")}
    assert min(found, key=lambda name: found[name]) == "group, worked in it (20/min)"
    assert found["group, rooms private (20/min)"] > 20 * found["group, worked in it (20/min)"]
    assert found["SQLite"] == 1_000 * 3_600 / 14


def test_the_table_says_how_many_are_needed() -> None:
    lines = table(bounds(1_000, 1.6, database="SQLite")).splitlines()
    assert len(lines) == 2 + len(CONTACTS) + 1
    assert all(line.count("**") == 2 for line in lines[2:-1])
    assert "of them" in lines[-2]
    assert "of them" not in lines[2]
    assert PEAK < 1
