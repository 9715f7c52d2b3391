"""The bench runs: our product through a whole form, counted; in CI the same code with few people for a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench import standing, tables
from benchmarks.bench.load import Load
from benchmarks.bench.people import Crowd
from benchmarks.bench.runs import run


def test_people_go_on_at_the_right_answer_and_at_no_other() -> None:
    came: list[bytes] = []
    crowd = Crowd(1, first=7, clock=lambda: 0.0, deliver=came.append)
    crowd.all_begin()
    crowd.hears("sendMessage", 7, b'{"chat_id":7,"text":"wait"}', 1)
    crowd.hears("sendMessage", 8, b'{"chat_id":8,"text":"I am serving"}', 2)
    assert (len(came), crowd.waiting()) == (1, 1)
    crowd.hears("sendMessage", 7, b'{"text":"Hi","x":[{"text":"I am serving","callback_data":"abc"}]}', 3)
    assert len(came) == 2
    assert b'"data":"abc"' in came[1]
    crowd.hears("editMessageText", 7, b"chat_id=7&reply_markup=%22text%22%3A+%22Apply%22", 0)
    assert b'"data":"go"' in came[2]


def test_ratios_are_told_with_what_was_wanted() -> None:
    told = {"rate": 20.0, "cpu": 1.0, "cpu_ms": 2.0}
    found = {"ours": told, "ptb": told | {"rate": 10.0, "cpu_ms": 4.0}, "aiogram": told}
    lines = tables.ratios(tables.TABLES["quick"], found)
    assert lines[0].startswith("2.00x the speed of python-telegram-bot as taught; wanted 4x: MISSED (2.00x")
    assert lines[1].startswith("1.00x the speed of aiogram 3, memory; wanted 2x: MISSED")


def test_a_round_trip_and_a_weight_are_told_with_what_was_wanted() -> None:
    paced = tables.TABLES["paced"]
    told = {"p50": 0.052, "p99": 0.057, "rss": 131.0, "rss_grown": 3.0}
    hook = tables.against_trip(paced, {"ours hook": told})
    assert hook[0].endswith("wanted at most p50 1.05x, p99 1.15x: held")
    assert "131 MB without codes, wanted 130: MISSED" in hook[1]
    (slow, _) = tables.against_trip(paced, {"ours hook": told | {"p50": 0.053}})
    assert slow.endswith("MISSED")
    (polled, small) = tables.against_trip(paced, {"ours": told | {"p99": 0.116, "rss": 130.0}})
    assert polled.endswith("wanted at most p99 2.3x: MISSED")
    assert "wanted 130: held" in small


def test_a_fake_api_that_is_what_is_measured_is_told() -> None:
    found = {"ours": {"rate": 1.0, "api_cpu": 0.9}, "aiogram": {"rate": 2.0, "api_cpu": 0.33}}
    assert tables.of_the_api(found).endswith("for aiogram 3, memory, the fastest; wanted 0.33 at most: held")
    found["aiogram"]["api_cpu"] = 0.34
    assert tables.of_the_api(found).endswith("MISSED")


def test_what_the_bench_leaves_out_of_memory_is_told() -> None:
    found = {"ours": [{"rss": 100.0, "peak": 120.0}], "itself": [{"rss": 104.5, "peak": 119.0}]}
    lines = standing.lines(found)
    assert lines[0] == "`python -m bot run` has +4.5 MB beside the bench's own, -1.0 MB at its peak"
    assert "| the bench's own | 100 | 120 |" in lines


@pytest.mark.slow
def test_the_program_itself_stands_beside_the_one_of_the_bench() -> None:
    noted: list[str] = []
    lines = standing.told(rounds=1, note=noted.append)
    assert [line.rpartition(":")[0].strip() for line in noted] == [
        f"1 of 1: {name}" for name in standing.NAMES.values()
    ]
    assert len(lines) == 6


@pytest.mark.slow
@pytest.mark.parametrize("bot", ["ours real hook", "ours memory", "ptb"])
def test_a_whole_form_is_filled_in(bot: str) -> None:
    told = run(bot, Load(chats=2, warm=0.0, forms=2), Path("/none"))
    assert told["forms"] >= 2
    assert told["cpu_ms"] > 0
