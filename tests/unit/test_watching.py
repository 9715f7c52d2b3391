"""What watchers see: ages found by looking, metrics that are documented, and a heartbeat with nothing in it."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from bot.delivery.heartbeat import Heartbeat
from bot.desk.alarming.levels import LEVELS, MIB, Alarm, Facts, found
from bot.logs import Event, note
from bot.loops import LoopName
from bot.watching import metrics
from bot.watching.ages import Backlog, Waits

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "WATCHING.md").read_text()
NOTHING: frozenset[Alarm] = frozenset()
LINE = re.compile(r'([a-z_]+)(?:\{([a-z]+)="([a-z0-9_]+)"\})? (-?[0-9.e+]+)')


def test_the_age_of_what_waits_is_found_by_looking_again() -> None:
    waits = Waits()
    assert [waits.look(rows, now) for rows, now in [([b"a"], 0), ([b"a", b"b"], 60), ([b"b"], 90), ([], 99)]] == [
        0, 60, 30, 0,
    ]  # fmt: skip


def test_a_queue_that_moves_and_is_late_is_as_old_as_it_is() -> None:
    backlog = Backlog()
    assert backlog.look(None, None, 0) == 0
    assert backlog.look(None, 100, 0) == 0
    ages = [backlog.look(100 + 60 * at, 100 + 100 * at, 60.0 * at) for at in range(1, 11)]
    assert ages[0] == 0
    assert ages[-1] == 240, "number 700 was there at the look of minute 6"
    assert backlog.look(5, 5, 660) == 0, "numbered anew"
    assert backlog.look(5, 9, 720) == 60


def test_every_alarm_begins_and_ends_at_its_level() -> None:
    assert found(Facts(), NOTHING) == {}
    bad = Facts(
        silent=3_600, contested=60, hooked=10, backlog=300, unsent=120, letters=2, missed=10, free=500 * MIB,
        epoch=108_000, backup=10_800, every=3_600, expiring=3, spares=1, lost=1,
    )  # fmt: skip
    assert found(bad, NOTHING) == {
        Alarm.SILENT: 1, Alarm.CONTESTED: 1, Alarm.HOOKED: 1, Alarm.BACKLOG: 5, Alarm.UNSENT: 2, Alarm.LETTERS: 2,
        Alarm.MISSED: 1, Alarm.DISK: 500, Alarm.EPOCHS: 30, Alarm.BACKUP: 3, Alarm.EXPIRING: 3, Alarm.SPARE: 1,
        Alarm.HOST: 1,
    } | {Alarm.CONTESTED: 60}  # fmt: skip
    assert {*LEVELS, Alarm.BACKUP} == set(Alarm) == set(found(bad, NOTHING))


def test_between_its_levels_an_alarm_stays_what_it_was() -> None:
    between = Facts(silent=600, backlog=100, free=600 * MIB, backup=9_000, every=3_600, unsent=30)
    assert found(between, NOTHING) == {}
    assert set(found(between, frozenset(Alarm))) == {
        Alarm.SILENT, Alarm.BACKLOG, Alarm.DISK, Alarm.BACKUP, Alarm.UNSENT,
    }  # fmt: skip
    assert found(Facts(backup=0), frozenset(Alarm)) == {}


@pytest.mark.parametrize(
    ("every", "age", "on"),
    [(3_600, 10_799, False), (3_600, 10_800, True), (86_400, 2 * 86_400, False), (86_400, 3 * 86_400, True),
     (60, 3_599, False), (60, 3_600, True), (None, 10**7, False)],
)  # fmt: skip
def test_a_backup_is_late_by_the_setting_made_once_or_never(every: int | None, age: int, *, on: bool) -> None:
    assert (Alarm.BACKUP in found(Facts(backup=age, every=every), NOTHING)) is on
    never = found(Facts(backup=None, unsaved=age, every=every), NOTHING)
    assert never.get(Alarm.BACKUP) == (age // 3_600 if on else None)
    assert Alarm.BACKUP not in found(Facts(backup=30, unsaved=age, every=every), frozenset({Alarm.BACKUP})), "over"
    assert set(found(Facts(backup=None, every=every), frozenset({Alarm.BACKUP}))) == {Alarm.BACKUP}, (
        "not known: not over"
    )


def page_of(facts: Facts) -> str:
    return metrics.text(facts, {Alarm.DISK}, {LoopName.POLL: 3.25})


def test_the_page_is_prometheus_text_with_closed_labels(capsys: pytest.CaptureFixture[str]) -> None:
    note(Event.STARTED)
    assert "started" in capsys.readouterr().out
    lines = [line for line in page_of(Facts(backup=60, every=86_400, hosts=1)).splitlines() if not line.startswith("#")]
    found_ = [LINE.fullmatch(line) for line in lines]
    assert all(found_), lines
    samples = {(one[1], one[3]): float(one[4]) for one in found_ if one}
    assert samples["parley_alarm", "disk"] == 1
    assert samples["parley_alarm", "silent"] == 0
    assert samples["parley_backup_late_seconds", None] == 3 * 86_400
    assert samples["parley_loop_age_seconds", "poll"] == 3.25
    assert samples["parley_events_total", "started"] >= 1
    assert {name for name, _ in samples} == {metric.name for metric in metrics.METRICS}
    closed = {*Alarm, *Event, *LoopName}
    assert {label for _, label in samples if label} <= closed, "a label out of no closed list"
    assert "parley_backup_age_seconds" not in page_of(Facts())


def test_metrics_and_alarms_are_documented_and_the_documented_exist() -> None:
    names = {metric.name for metric in metrics.METRICS}
    assert set(re.findall(r"^\| `((?:parley|process)_\w+)", PAGE, re.MULTILINE)) == names
    assert set(re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE)) == set(Alarm)


def test_the_dashboard_shows_every_metric_and_no_other() -> None:
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text())
    shown = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    assert set(re.findall(r"(?:parley|process)_\w+", shown)) == {metric.name for metric in metrics.METRICS}
    labels = {(metric.name, metric.label) for metric in metrics.METRICS if metric.label}
    legends = [
        (re.findall(r"(?:parley|process)_\w+", target["expr"])[0], found_[1])
        for panel in board["panels"]
        for target in panel["targets"]
        if (found_ := re.search(r"\{\{(\w+)\}\}", target["legendFormat"]))
    ]
    assert set(legends) == labels


class Watcher:
    """A service that waits for signs of life."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append((request.method, request.path, dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


async def test_a_heartbeat_says_nothing_and_stays_away_while_something_is_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watcher, well = Watcher(), [True, False, True, True]
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", watcher.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/ping/PLANTED"

    class OverError(Exception):
        pass

    async def is_well() -> bool:
        if not well:
            raise OverError
        return well.pop(0)

    async def sleep(_seconds: float) -> None:
        watcher.status = 302 if len(well) == 2 else watcher.status

    heart = Heartbeat(url, proxy=None, well=is_well)
    with suppress(OverError):
        await heart.run(lambda: None, sleep)
    await runner.cleanup()
    await heart.once()
    assert [(method, path, body) for method, path, _, body in watcher.asked] == [("GET", "/ping/PLANTED", b"")] * 3
    assert {name.lower() for _, _, headers, _ in watcher.asked for name in headers} == {"host"}
    assert "PLANTED" not in repr(heart) + capsys.readouterr().out
