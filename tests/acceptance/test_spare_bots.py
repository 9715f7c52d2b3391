"""Two bots on one database: the spare names the line's own, takes over when that is refused, and cases come along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.things import BOT_RIGHTS
from tests.acceptance.driver import Phone
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.process import BotProcess
    from bot.rehearsal.things import Bot, Chat, Message
    from tests.acceptance.driver import Operator, Stage

SPARE = "7000000002:AAbbccddeeffgghhiijjkkllmmnnooppqq"


@pytest.fixture
def spare(rehearsal: Stage) -> Bot:
    world = rehearsal.world
    made = world.add_bot(SPARE, "Spare", "spare_bot")
    world.stand(rehearsal.group, made.user, "administrator", rights=BOT_RIGHTS, by=made.user)
    made.updates.clear()
    return made


@pytest.fixture
def more_settings(spare: Bot) -> dict[str, str]:
    return {"HOTLINE_SPARE_BOT_TOKENS": spare.token}


@pytest.fixture
def command() -> tuple[str, ...]:
    return ("-m", "tests.acceptance.watched")


@dataclass(kw_only=True)
class AtSpare(Phone):
    """The same phone, in its chat with the spare bot."""

    bot: Bot

    @property
    def chat(self) -> Chat:
        return self.world.private(self.user, self.bot)

    @property
    def messages(self) -> list[Message]:
        return list(self.chat.messages.values())

    async def sends(self, text: str, *, reply_to: Message | None = None) -> Message:
        assert reply_to is None
        return self.world.say(self.user, self.chat, text)


async def test_a_refused_bot_is_followed_by_its_spare(
    rehearsal: Stage, bot: BotProcess, spare: Bot, person: Phone, operator: Callable[..., Operator]
) -> None:
    world, desk = rehearsal.world, operator("Olena", admin=True)
    rehearsal.forgiven += ["Unauthorized", "message can't be edited", "bot can't initiate", "chat not found"]
    there = AtSpare(stage=rehearsal, user=person.user, bot=spare)
    await there.sends("/start")
    await there.sees(f"We answer at @{world.bot.user.username} now")
    words = await applies(person)
    alias = await takes(desk)
    mark = await desk.sees("Taken by")

    await person.sends("the last words that got through")
    await desk.sees("the last words that got through")
    world.revoke(world.bot)
    world.tell(world.bot, "message", {"message_id": 1})
    await desk.sees("The line now answers as @spare_bot")
    await desk.sees("Not yet come over to this bot")
    await desk.sees("Bots of this line whose token Telegram refuses: 1")
    assert bot.pid, "the same process serves on"
    assert mark.chat is rehearsal.group

    await there.sends("/start")
    await there.sees("Who is this about?")
    await there.taps("I have five words", patient=False)
    await there.sends(words)
    await there.sees("The words fit")
    await desk.sees(f"{alias}: its person has come over to @spare_bot")
    await there.sends("I am here again")
    await desk.sees("I am here again")
