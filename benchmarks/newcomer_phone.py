"""A phone in the rehearsal's page, held by a program: what it is shown, and what is pressed and written on it."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp

PATIENCE = 900
_WORDS = re.compile(r"^[a-z]+( [a-z]+){4}$", re.MULTILINE)
_FORM = (
    "I am serving", "Apply", "Yes, nobody can see", "No", "Only about me", "Mine, only I use it",
)  # fmt: skip
_QUESTION = "Question 5 of 6"
_OPEN, _NOTHING = "The words fit", "These words open nothing"
_SENT = ("Here, as soon as possible", "Send", "Yes, send it")

Json = dict[str, Any]


@dataclass(frozen=True)
class Phone:
    """One person's phone, in English. Each wait ends with what it waits for, or with TimeoutError."""

    http: aiohttp.ClientSession
    url: str
    user: int

    @classmethod
    async def new(cls, http: aiohttp.ClientSession, url: str) -> Self:
        """A phone that never wrote to the bot."""
        return cls(http, url, (await _act(http, url, act="add_user", language="en"))["user"])

    async def starts(self) -> None:
        """Start, until the bot shows a screen with buttons."""
        message = (await self._do(act="start"))["message"]
        await self._until(lambda one: bool(one["buttons"]) and one["id"] > message)

    async def applies(self) -> str:
        """A whole application from the first screen on; the five words."""
        await self.begins()
        return await self.ends()

    async def begins(self) -> None:
        """An application from the first screen on, to where his own words are asked for."""
        for label in _FORM:
            await self.taps(label)
        await self.sees(_QUESTION)

    async def ends(self) -> str:
        """The rest of it; the five words."""
        await self._do(act="say", text="There are two of us")
        for label in _SENT:
            await self.taps(label)
        return (await self.sees(_WORDS.pattern)).group()

    async def returns(self, words: str) -> bool:
        """From the first screen to his case, by the five words; whether they open it."""
        await self.taps("I have five words")
        await self._do(act="say", text=words)
        return (await self.sees(f"{_OPEN}|{_NOTHING}")).group() == _OPEN

    async def presses_what_is_left(self) -> None:
        """Any button that stands there since before, until the bot shows something new."""
        old = await self._until(lambda one: bool(one["buttons"]))
        button = next(key for row in old["buttons"] for key in row if "data" in key)
        await self._press(old, button["data"])

    async def taps(self, label: str) -> None:
        """Press the button of this name, once it is there, until another screen stands."""
        old = await self.sees_button(label)
        (data,) = [key["data"] for row in old["buttons"] for key in row if key["text"] == label]
        await self._press(old, data)

    async def sees_button(self, label: str) -> Json:
        """The message with the button of this name, once it is there."""
        return await self._until(lambda one: any(key["text"] == label for row in one["buttons"] for key in row))

    async def sees(self, pattern: str) -> re.Match[str]:
        """What matches in the bot's last words, once it does."""
        message = await self._until(lambda one: re.search(pattern, one["text"], re.MULTILINE) is not None)
        found = re.search(pattern, message["text"], re.MULTILINE)
        assert found  # noqa: S101 - it was seen
        return found

    async def _press(self, old: Json, data: str) -> None:
        await self._do(act="tap", message=old["id"], data=data)
        await self._until(lambda one: (one["id"], one["text"]) != (old["id"], old["text"]))

    async def _until(self, wanted: Callable[[Json], bool]) -> Json:
        """The newest of the bot's messages, once it is wanted."""
        async with asyncio.timeout(PATIENCE), self.http.ws_connect(f"{self.url}/world/live", max_msg_size=0) as page:
            async for told in page:
                shown = json.loads(told.data)
                mine = [one for chat in shown["chats"] if chat["user"] == self.user for one in chat["messages"]]
                of_bot = [one for one in mine if one["from"] == shown["bot"]["id"]]
                if of_bot and wanted(of_bot[-1]):
                    return dict(of_bot[-1])
        raise TimeoutError

    async def _do(self, **act: Any) -> Json:
        return await _act(self.http, self.url, user=self.user, **act)


async def _act(http: aiohttp.ClientSession, url: str, **act: Any) -> Json:
    async with http.post(f"{url}/world/do", json=act) as answer:
        return dict((await answer.json())["result"])
