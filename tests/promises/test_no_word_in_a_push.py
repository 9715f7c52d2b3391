"""Promise: nothing that makes a phone light up tells anything: every new message of a whole story is read.

Unasked comes one neutral line and nothing else. What a person asked for comes without a word of an operator's answer,
for his screen may be locked again before it arrives. All of it is silent, and no link is ever looked up.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk import alarms
from bot.desk.words import line
from bot.messages import Edit, Send, Work
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from storage.outbox import Outbox
from tests.acceptance.driver import Operator, Phone, Stage
from tests.acceptance.stories import applies, takes
from tests.promises.line import new_data, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.desk.house import House
    from bot.messages import Outgoing
    from bot.rehearsal.things import Call
    from storage.database import Tx

NEUTRAL = {
    "You have a new message.",
    "Your message was not processed; it is not your fault. Please try again in a few minutes.",
}
ANSWER = "QZXANSWER"
OPERATOR = "Qzxolena"
MAKES = ("send", "copy", "forward")


@dataclass
class Pushes:
    """Every call that reached Telegram; `stretches` of it, from and to, in which no person asked for anything."""

    stage: Stage
    house: House
    secrets: set[str] = field(default_factory=lambda: {ANSWER, OPERATOR})
    stretches: list[tuple[int, int]] = field(default_factory=list)

    @contextmanager
    def unasked(self) -> Iterator[None]:
        """From here on the persons do nothing."""
        began = len(self.stage.world.calls)
        yield
        self.stretches.append((began, len(self.stage.world.calls)))

    def leaks(self) -> list[str]:
        """What each new message or edit in a person's chat does wrong."""
        found: list[str] = []
        for number, call in enumerate(self.stage.world.calls):
            if self._to_a_person(call):
                unasked = any(began <= number < ended for began, ended in self.stretches)
                found += [f"{call.method}: {what}" for what in self._wrong(call, unasked=unasked)]
        return found

    def _to_a_person(self, call: Call) -> bool:
        chat = call.arguments.get("chat_id")
        return isinstance(chat, int) and chat > 0 and chat not in self._operators()

    def _operators(self) -> set[int]:
        return {user.id for user in self.stage.world.users.values() if self.stage.group.inside(user)}

    def _wrong(self, call: Call, *, unasked: bool) -> Iterator[str]:
        given = call.arguments
        text = str(given.get("text") or given.get("caption") or "")
        if "text" in given and not (given.get("link_preview_options") or {}).get("is_disabled"):
            yield f"looks up links: {text!r}"
        if not call.method.startswith(MAKES):
            return
        if not given.get("disable_notification"):
            yield f"is not silent: {text!r}"
        yield from (f"tells {secret!r}: {text!r}" for secret in self.secrets if secret in text)
        if unasked and (call.method != "sendMessage" or text not in NEUTRAL):
            yield f"comes unasked: {text!r}"


@pytest.fixture
async def pushes(tmp_path: Path) -> AsyncIterator[Pushes]:
    world = World()
    server = await serve(world)
    stage = Stage(world=world, server=server, group=world.add_group("Operators", forum=True))
    async with running(SimpleNamespace(world=world, url=server.url), stage.group.id, new_data(tmp_path)) as plant:  # type: ignore[arg-type]
        yield Pushes(stage, plant.house)
    await server.close()


async def a_story(pushes: Pushes) -> None:
    """A man applies, is taken, answered in every way, corrected and closed; a question is asked; something breaks."""
    stage, world = pushes.stage, pushes.stage.world
    ivan, anna = (Phone(stage=stage, user=world.add_user(name, "en")) for name in ("Ivan", "Anna"))
    desk = Operator(stage=stage, user=world.add_user(OPERATOR, "en"))
    second = Operator(stage=stage, user=world.add_user("Qzxpetro", "en"))
    for one in (desk, second):
        world.join(stage.group, one.user)
    await applies(ivan)
    with pushes.unasked():
        alias = await takes(desk)
        head = await desk.sees("Check word", in_=alias)
        pushes.secrets |= {alias, head.text.rsplit("Check word:")[-1].split()[0]}
        answer = await desk.replies(head, f"{ANSWER} one")
        await desk.sees_reaction(answer, "👌")
        long = await desk.replies(head, f"{ANSWER} long " + "word " * 800 + "the end")
        await desk.sees_reaction(long, "👌")
        for send in (world.photo, world.location):
            sent = send(desk.user, head.chat, reply_to=head.id, thread=head.thread)
            if send == world.location:
                await second.taps("Release", under=await second.sees("waits for a second operator", in_=alias))
            await desk.sees_reaction(sent, "👌")
        await desk.edits(long, f"{ANSWER} corrected " + "word " * 800 + "the very end")
    await ivan.reads("the very end")
    await stage.wait(lambda: any(one.media for one in ivan.messages), "the photo", ivan.user)
    with pushes.unasked():
        await desk.edits(answer, f"{ANSWER} two")
        await ivan.sees("corrected")
        note = await desk.sends(f"{ANSWER} noted", in_=alias)
        await desk.taps("Send to the person", under=await desk.sees("Internal note", in_=alias))
        await desk.sees_reaction(note, "👌")
        await desk.taps("Close", under=head)
        await desk.taps("Answered")
        await desk.sees("Closed: Answered")
        raw: dict[str, Any] = {"message": {"chat": {"id": ivan.user.id, "type": "private"}, "from": {"id": 1}}}
        await alarms.update_put_aside(pushes.house, raw, Work(0, 0, 0))
        await ivan.sees("was not processed")
    await ivan.reads("The conversation has ended")
    await anna.sends("/start")
    await anna.taps("I only have a question")
    await anna.taps("Ask an operator")
    await anna.sends("What about food?")
    await anna.sees("Check word")
    with pushes.unasked():
        card = await desk.sees("question\nonly a question")
        await desk.sees_reaction(await desk.replies(card, f"{ANSWER} there is"), "👌")
    await anna.reads("there is")


async def test_a_whole_story_lights_up_no_word(pushes: Pushes) -> None:
    await a_story(pushes)
    assert pushes.leaks() == []
    lines = [call for call in pushes.stage.world.called("sendMessage") if call.arguments["text"] in NEUTRAL]
    assert len(lines) == 4


async def test_a_line_that_names_the_check_word_would_be_found(pushes: Pushes, monkeypatch: pytest.MonkeyPatch) -> None:
    made = line._line

    def told(*args: Any) -> Send:
        return replace(made(*args), text=args[2].check_word, silent=False)

    monkeypatch.setattr(line, "_line", told)
    await _until_read(pushes)
    found = "\n".join(pushes.leaks())
    assert "comes unasked" in found
    assert "is not silent" in found


async def test_words_sent_at_once_would_be_found(pushes: Pushes, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Outbox.put

    async def hasty(self: Outbox, tx: Tx, item: Outgoing, *, now: int) -> None:
        match item:
            case Send(on_sent=(Edit(text=text), *_)):
                item = replace(item, text=text)
        await put(self, tx, item, now=now)

    monkeypatch.setattr(Outbox, "put", hasty)
    await _until_read(pushes)
    assert f"tells {ANSWER!r}" in "\n".join(pushes.leaks())


async def _until_read(pushes: Pushes) -> None:
    """Two answers, read."""
    stage, world = pushes.stage, pushes.stage.world
    ivan = Phone(stage=stage, user=world.add_user("Ivan", "en"))
    desk = Operator(stage=stage, user=world.add_user(OPERATOR, "en"))
    world.join(stage.group, desk.user)
    await applies(ivan)
    with pushes.unasked():
        alias = await takes(desk)
        head = await desk.sees("Check word", in_=alias)
        for text in (f"{ANSWER} one", f"{ANSWER} two"):
            await desk.sees_reaction(await desk.replies(head, text), "👌")
    await ivan.taps("Read")
    await ivan.sees(f"{ANSWER} two")
