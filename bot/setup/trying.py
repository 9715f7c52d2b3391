"""What is tried on Telegram itself while the line is set up: the token, the group, a card, a topic."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.delivery.api import Api
from bot.delivery.faults import ApiFault, ApiUnreachable
from bot.doctor import look_at
from bot.errors import SettingError, TokenRefused
from bot.readiness import Finding, Light
from bot.setting_names import variable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
_SECONDS: Final = 10.0
_CARD: Final = "Parley: a test of the setup. It goes at once."
_TOPIC: Final = "Parley: a test, it goes at once"


class UnreachableError(SettingError):
    """Telegram does not answer: nothing can be tried."""


class Telegram:
    """The Bot API at one address, perhaps by a proxy; asked from outside any loop, a few questions at a time."""

    def __init__(self, root: str, proxy: str | None) -> None:
        self.root = root
        self.proxy = proxy

    def me(self, token: str) -> dict[str, Any]:
        """Who the bot of a token is. SettingError: Telegram knows none; UnreachableError."""

        async def ask(api: Api) -> dict[str, Any]:
            try:
                return dict(await api.call("getMe", timeout=_SECONDS))
            except (TokenRefused, ApiFault):
                raise SettingError("Telegram refuses this token; copy it again from BotFather, whole") from None

        return self._with(token, ask)

    def group(self, token: str, chat: int) -> list[Finding]:
        """Whether the line can work in a chat: the bot's rights, then a card and a topic made and removed."""

        async def ask(api: Api) -> list[Finding]:
            found = await look_at(api, chat)
            if any(one.light is Light.RED for one in found):
                return found
            return [*found, await _try_out(api, chat)]

        return self._with(token, ask)

    def groups(self, token: str) -> dict[int, str]:
        """Supergroups of which something waits for the bot, with their titles; nothing is taken from what waits."""

        async def ask(api: Api) -> dict[int, str]:
            try:
                updates = await api.call("getUpdates", timeout=_SECONDS, limit=100)
            except (ApiFault, ApiUnreachable):
                return {}  # somebody else polls, or a webhook is set: the number has to be typed
            chats = [one.get("chat", {}) for update in updates for one in update.values() if isinstance(one, dict)]
            return {chat["id"]: str(chat.get("title", "")) for chat in chats if chat.get("type") == "supergroup"}

        return self._with(token, ask)

    def _with(self, token: str, ask: Callable[[Api], Awaitable[T]]) -> T:
        async def asked() -> T:
            api = Api(token, root=self.root, proxy=self.proxy)
            try:
                return await ask(api)
            except ApiUnreachable as fault:
                words = f"{fault}; check the network, {variable('api_url')} and {variable('proxy_url')}"
                raise UnreachableError(words) from None
            finally:
                await api.close()

        return asyncio.run(asked())


async def _try_out(api: Api, chat: int) -> Finding:
    group = await api.call("getChat", timeout=_SECONDS, chat_id=chat)
    try:
        await _card(api, chat)
        if group.get("is_forum"):
            await _topic(api, chat)
    except ApiFault as fault:
        words = (
            f"a test in {group.get('title', '')!r} was refused ({fault}); let the bot post, delete and manage topics"
        )
        return Finding(Light.RED, "test", words)
    what = "a card was posted and removed" + (", a topic opened and removed" if group.get("is_forum") else "")
    return Finding(Light.GREEN, "test", what)


async def _card(api: Api, chat: int) -> None:
    said = await api.call("sendMessage", timeout=_SECONDS, chat_id=chat, text=_CARD, disable_notification=True)
    await api.call("deleteMessage", timeout=_SECONDS, chat_id=chat, message_id=said["message_id"])


async def _topic(api: Api, chat: int) -> None:
    topic = await api.call("createForumTopic", timeout=_SECONDS, chat_id=chat, name=_TOPIC)
    thread = topic["message_thread_id"]
    await api.call("deleteForumTopic", timeout=_SECONDS, chat_id=chat, message_thread_id=thread)
