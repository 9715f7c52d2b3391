"""The line in numbers, in Prometheus' text form. Labels are words of closed lists; nothing here names anybody."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.desk.alarming.levels import Alarm, late
from bot.logs import Event, counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.desk.alarming.levels import Facts
    from bot.loops import LoopName

Samples = list[tuple[str, float]]
TYPE: Final = "text/plain; version=0.0.4"


@dataclass(frozen=True, slots=True)
class Metric:
    """One name, as it is documented. `label`: of what closed list its samples are."""

    name: str
    kind: str
    told: str
    label: str = ""


METRICS: Final = (
    Metric("parley_updates_waiting", "gauge", "Updates committed and not yet worked."),
    Metric("parley_updates_oldest_seconds", "gauge", "Age of the oldest of them, at least."),
    Metric("parley_sends_waiting", "gauge", "Messages, edits and deletions that could go out now."),
    Metric("parley_urgent_oldest_seconds", "gauge", "Age of the oldest urgent one of them, at least."),
    Metric("parley_dead_letters", "gauge", "Updates and messages put aside within the last day."),
    Metric("parley_telegram_silent_seconds", "gauge", "Since Telegram was last heard."),
    Metric("parley_telegram_contested_seconds", "gauge", "For which another program fetched our updates; 0: none."),
    Metric("parley_disk_free_bytes", "gauge", "Left on the disk of the data folder."),
    Metric("parley_epoch_age_seconds", "gauge", "Since the day of the newest key began."),
    Metric("parley_backup_age_seconds", "gauge", "Of the last good backup; missing where none is known of."),
    Metric("parley_backup_late_seconds", "gauge", "Age from which on it is an alarm; missing where none is needed."),
    Metric("parley_answers_expiring", "gauge", "Answers that expire within two weeks, or have."),
    Metric("parley_bots_refused", "gauge", "Bots of this line whose token Telegram refuses."),
    Metric("parley_hosts", "gauge", "Other hosts that stand by; missing where there are to be none."),
    Metric("parley_hosts_lost", "gauge", "Those of them that are silent and get no new keys."),
    Metric("parley_alarm", "gauge", "1 while supervisors are alarmed.", "alarm"),
    Metric("parley_loop_age_seconds", "gauge", "Since a loop's last sign of life.", "loop"),
    Metric("parley_events_total", "counter", "Lines of the log, by event.", "event"),
    Metric("process_cpu_seconds_total", "counter", "Time on a processor."),
    Metric("process_resident_memory_bytes", "gauge", "Memory in use."),
    Metric("process_open_fds", "gauge", "Open files and connections."),
)


def text(facts: Facts, alarms: Iterable[Alarm], loops: Mapping[LoopName, float]) -> str:
    """The page."""
    samples = _of(facts) | _process()
    on = frozenset(alarms)
    samples["parley_alarm"] = [(alarm, float(alarm in on)) for alarm in Alarm]
    samples["parley_loop_age_seconds"] = [(str(name), age) for name, age in sorted(loops.items())]
    seen = counts()
    samples["parley_events_total"] = [(event, float(seen.get(event, 0))) for event in Event]
    return "".join(_written(metric, samples.get(metric.name, [])) for metric in METRICS)


def _of(facts: Facts) -> dict[str, Samples]:
    values: dict[str, float | None] = {
        "parley_updates_waiting": facts.updates,
        "parley_updates_oldest_seconds": facts.backlog,
        "parley_sends_waiting": facts.sends,
        "parley_urgent_oldest_seconds": facts.unsent,
        "parley_dead_letters": facts.letters,
        "parley_telegram_silent_seconds": facts.silent,
        "parley_telegram_contested_seconds": facts.contested,
        "parley_disk_free_bytes": facts.free,
        "parley_epoch_age_seconds": facts.epoch,
        "parley_backup_age_seconds": facts.backup,
        "parley_backup_late_seconds": None if facts.every is None else late(facts.every).begins,
        "parley_answers_expiring": facts.expiring,
        "parley_bots_refused": facts.spares,
        "parley_hosts": facts.hosts,
        "parley_hosts_lost": None if facts.hosts is None else facts.lost,
    }
    return {name: [("", value)] for name, value in values.items() if value is not None}


def _process() -> dict[str, Samples]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    found: dict[str, Samples] = {"process_cpu_seconds_total": [("", used.ru_utime + used.ru_stime)]}
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        found["process_resident_memory_bytes"] = [("", float(pages * resource.getpagesize()))]
        found["process_open_fds"] = [("", float(len(os.listdir("/proc/self/fd"))))]  # noqa: PTH208 - no Path each
    return found


def _written(metric: Metric, samples: Samples) -> str:
    head = f"# HELP {metric.name} {metric.told}\n# TYPE {metric.name} {metric.kind}\n"
    lines = [
        f"{metric.name}{f'{{{metric.label}={chr(34)}{label}{chr(34)}}}' if metric.label else ''} {value:.15g}\n"
        for label, value in samples
    ]
    return head + "".join(lines) if lines else ""
