"""What became of a run: what was lost, what was doubled, which messages went out twice and did not say so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.rehearsal.things import Call, Chat
from bot.rehearsal.world import World
from tests.promises.plans import Plan
from tests.promises.storm import Storm
from tests.promises.story import NOTE, Story

MARK = " ↻"
DOTS = "…"
"""What stands in a message until its words come by an edit: several may go to one chat."""
LAST_WORDS = 2_000
_MAKING = {"sendMessage": "text", "createForumTopic": "name"}
_FIRST_UPDATE = 100_000_000
_LEFT = {
    "updates wait": "inbox WHERE state = 0",
    "messages wait": "outbox WHERE due = 0",
    "messages were given up": "dead_letters",
    "updates are in quarantine": "quarantine",
}


class Rows(Protocol):
    """A database to be counted."""

    def execute(self, sql: str, /) -> Iterable[Any]:
        """The rows of a query, each a sequence."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a run showed. `lost`, `doubled` (cases) and `unmarked` (repeats) hold one line each; all must be empty.

    `deaths`: how often the bot was killed. `repeats`: messages that went out twice. `passings`: how often the last life
    passed each point. `log`: the bot's last words.
    """

    plan: Plan
    deaths: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    repeats: int = 0
    passings: dict[str, int] = field(repr=False)
    log: str = ""

    @property
    def good(self) -> bool:
        """Nothing lost, nothing doubled, every repeat marked."""
        return not (self.lost or self.doubled or self.unmarked)


@dataclass(kw_only=True)
class Run:
    """One run while it goes: Telegram, its people, the bot's data folder, and what its deaths left behind.

    `claimed`: rows whose call had begun and was not noted when the bot died; only these may go out again.
    `broken`: what power cuts left that must not be.
    """

    plan: Plan
    world: World
    group: Chat
    story: Story
    data: Path
    deaths: int = 0
    claimed: int = 0
    status: int = 0
    broken: list[str] = field(default_factory=list)
    storm: Storm | None = None

    @property
    def changes(self) -> Path:
        """What one life did to its files, where the power is cut."""
        return self.data.with_name("changes")

    @property
    def log(self) -> Path:
        """The bot's log, of all its lives."""
        return self.data.with_name("log")

    @property
    def passings(self) -> Path:
        """Where a life that ends well says how often it passed each point."""
        return self.data.with_name("passings")

    @property
    def listened_to(self) -> bool:
        """Whether the bot waits for updates right now, and none waits for it."""
        bot = self.world.bot
        return bot.poll is not None and not bot.poll.done() and not bot.updates

    @property
    def sending(self) -> bool:
        """Whether messages wait that could go now."""
        with closing(sqlite3.connect(f"file:{self.data / 'parley.db'}?mode=ro", uri=True)) as rows:
            return bool(_count(rows, _LEFT["messages wait"]))

    def died(self) -> None:
        """Count a death, and the calls under way."""
        self.deaths += 1
        with rows_of(self.data) as rows:
            self.claimed += _count(rows, "outbox WHERE claimed = 1")


def judge(run: Run) -> Verdict:
    """The verdict on a run that is over."""
    if run.broken:
        return Verdict(plan=run.plan, deaths=run.deaths, lost=tuple(run.broken), passings={})
    run.claimed += run.storm.uncertain if run.storm else 0
    with rows_of(run.data) as rows:
        return judged(run, rows)


def judged(run: Run, rows: Rows) -> Verdict:
    """The same by these rows, wherever they are."""
    made = _made(run)
    lost, doubled = [*_unseen(run), *_lost(run, rows)], list(_doubled(run, rows))
    unmarked = list(_unmarked(run, made))
    return Verdict(
        plan=run.plan,
        deaths=run.deaths,
        lost=tuple(lost),
        doubled=tuple(doubled),
        unmarked=tuple(unmarked),
        repeats=sum(sum(marks) if text == DOTS else len(marks) - 1 for (_, _, text, _), marks in made.items()),
        passings=json.loads(run.passings.read_text(encoding="utf-8")) if run.passings.exists() else {},
        log=run.log.read_text(encoding="utf-8")[-LAST_WORDS:] if lost or doubled or unmarked else "",
    )


@contextmanager
def rows_of(data: Path) -> Iterator[sqlite3.Connection]:
    """The database as it lies there. A copy: what a kill left behind is for the bot to heal."""
    copy = data.with_name("copy")
    copy.mkdir()
    for path in data.glob("parley.db*"):
        shutil.copy(path, copy / path.name)
    try:
        with closing(sqlite3.connect(copy / "parley.db")) as rows:
            yield rows
    finally:
        shutil.rmtree(copy)


def _count(rows: Rows, where: str) -> int:
    ((count,),) = rows.execute(f"SELECT COUNT(*) FROM {where}")
    return int(count)


def _unseen(run: Run) -> Iterator[str]:
    """What people wait for in vain, messages Telegram refused, a last life that ended badly, words in a wrong chat."""
    yield from (f"{name} waits for {wanted}" for name, wanted in run.story.waiting.items())
    yield from (f"{method} was refused: {why}" for method, why in run.world.refusals if method in _MAKING)
    if run.status:
        yield f"the last life ended with {run.status}"
    private = (one for chat in run.world.privates.values() for one in chat.messages.values())
    yield from ("an internal note reached a person" for one in private if NOTE in one.text)


def _lost(run: Run, rows: Rows) -> Iterator[str]:
    """Updates Telegram was told to forget and no row knows; rows that still wait or were given up."""
    yield from unknown(run, rows)
    told = "\n".join(one.text for one in run.group.messages.values())
    yield from (f"nobody sees {alias}" for (alias,) in rows.execute("SELECT alias FROM cases") if alias not in told)
    yield from (f"{count} {what}" for what, where in _LEFT.items() if (count := _count(rows, where)))


def unknown(run: Run, rows: Rows) -> Iterator[str]:
    """Updates Telegram was told to forget and no row knows."""
    bot = run.world.bot
    kept = {update["update_id"] for _, update in bot.updates}
    known = {int(number) for (number,) in rows.execute("SELECT update_id FROM inbox")}
    confirmed = set(range(_FIRST_UPDATE, bot.next_update)) - kept
    yield from (f"update {number} was confirmed and is unknown" for number in sorted(confirmed - known))


def _doubled(run: Run, rows: Rows) -> Iterator[str]:
    """More cases than submits, or more cards (those apart that say they are repeats)."""
    cards = [call for call in run.world.called("sendMessage") if _is_card(call, run.group)]
    plain = sum(not call.arguments["text"].endswith(MARK) for call in cards)
    for count, what in ((_count(rows, "cases"), "cases"), (plain, "cards")):
        if count > run.story.submits:
            yield f"{count} {what} of {run.story.submits} submits"
    private = [one.text for chat in run.world.privates.values() for one in chat.messages.values()]
    for text, count in Counter(text for text in private if "Answer to " in text).items():
        if count > 1:
            yield f"{text!r} stands there {count} times"


def _is_card(call: Call, group: Chat) -> bool:
    given = call.arguments
    return given["chat_id"] == group.id and "reply_markup" in given and "message_thread_id" not in given


def _made(run: Run) -> dict[tuple[str, ...], list[bool]]:
    """Every message and topic that was made, by what it says and answers; for each copy whether it has the mark."""
    made: defaultdict[tuple[str, ...], list[bool]] = defaultdict(list)
    for call in run.world.calls:
        if call.method in _MAKING:
            text, given = str(call.arguments[_MAKING[call.method]]), call.arguments
            name = (call.method, str(given["chat_id"]), text.removesuffix(MARK), str(given.get("reply_parameters")))
            made[name].append(text.endswith(MARK))
    return made


def _unmarked(run: Run, made: dict[tuple[str, ...], list[bool]]) -> Iterator[str]:
    """Copies without a mark, and marks that no call under way at a death explains."""
    for (method, _, text, _), marks in made.items():
        if marks.count(False) > 1 and text != DOTS:
            yield f"{method} again without a mark: {text!r}"
    left = sum(one.text == DOTS for chat in run.world.privates.values() for one in chat.messages.values())
    if left > run.claimed:
        yield f"{left} messages never got their words, {run.claimed} calls were under way at a death"
    marked = sum(sum(marks) for marks in made.values())
    if marked > run.claimed:
        yield f"{marked} messages are marked as repeats, {run.claimed} were under way at a death"
