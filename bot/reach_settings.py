"""The settings that say how Telegram reaches the line, and how somebody outside sees that it lives."""

from __future__ import annotations

import hmac
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode

from bot import reach_values
from bot.errors import SettingError
from bot.setting_values import bot_of

Url = Annotated[str, AfterValidator(reach_values.webhook_url)]
Listen = Annotated[str, AfterValidator(reach_values.listen)]
Secret = Annotated[SecretStr, AfterValidator(reach_values.hidden(reach_values.webhook_secret))]
Heartbeat = Annotated[SecretStr, AfterValidator(reach_values.hidden(reach_values.heartbeat_url))]


Spares = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(reach_values.spare_tokens)]


class ReachSettings(BaseSettings):
    """Where Telegram posts, where we listen, whom we tell that we live."""

    spare_bot_tokens: Spares = Field(
        (),
        description="Tokens of the line's other bots, separated by commas. Each tells whoever writes to it where the "
        "line answers; when Telegram refuses BOT_TOKEN, the first that works takes over.",
        examples=["123456780:AAExampleExampleExampleExampleExample"],
    )
    api_real: bool = Field(
        default=False,
        description="Whether the Bot API server at a loopback API_URL is your own telegram-bot-api, on the real "
        "Telegram: then that address is no rehearsal, and files are read where the server puts them. See "
        "docs/OPERATING.md.",
        examples=["no"],
    )
    webhook_url: Url | None = Field(
        None,
        description="The https address at which Telegram posts updates instead of being asked for them; a proxy before "
        "WEB_LISTEN ends TLS there. Its path is the one that is answered. Unset: Telegram is asked, no port is open.",
        examples=["https://line.example.org/hook/k3v9x2"],
    )
    webhook_secret: Secret | None = Field(
        None,
        description="Of it is made what Telegram sends along to show that it is Telegram: 24 to 256 letters, digits, "
        "_ and -. Needed with WEBHOOK_URL.",
        examples=["a-long-random-word-of-letters-and-digits"],
    )
    web_listen: Listen | None = Field(
        None,
        description="Where the line listens for WEBHOOK_URL, and shows /healthz, /readyz and /metrics: host:port, or "
        "the path of a unix socket. Those three answer on loopback and on a socket alone. Unset: no port is open.",
        examples=["127.0.0.1:8080"],
    )
    heartbeat_url: Heartbeat | None = Field(
        None,
        description="An address of a watcher outside, asked once a minute while all is well, with nothing in it: where "
        "that stays away, the watcher calls you.",
        examples=["https://watcher.example.org/ping/4f1c"],
    )

    @property
    def spares(self) -> tuple[str, ...]:
        """The tokens of the other bots."""
        return tuple(token.get_secret_value() for token in self.spare_bot_tokens)

    @property
    def spare_ids(self) -> frozenset[int]:
        """The other bots' own ids, the left halves of their tokens."""
        return frozenset(bot_of(token) for token in self.spares)

    def succeeded(self, by: str, own: str) -> Self:
        """The same line with one of its spare bots in the place of its own, which becomes a spare."""
        spares = tuple(SecretStr(token) for token in (*self.spares, own) if token != by)
        return self.model_copy(update={"bot_token": SecretStr(by), "bot_token_file": None, "spare_bot_tokens": spares})

    def hook_secret(self, bot: int) -> str:
        """What Telegram sends along with this bot's updates, 64 letters and digits.

        Each bot has its own: where the webhook of one that served before is still set, its posts are not taken for
        this one's, whose numbers and chats they are not.
        """
        secret = "" if self.webhook_secret is None else self.webhook_secret.get_secret_value()
        return hmac.new(secret.encode("ascii"), str(bot).encode("ascii"), "sha256").hexdigest()

    def reaching(self, token: str | None) -> Self:
        """The settings, if they fit each other. SettingError: they do not; one line that says no value of a secret."""
        if self.webhook_url is None:
            return self
        for name, value in (("WEBHOOK_SECRET", self.webhook_secret), ("WEB_LISTEN", self.web_listen)):
            if value is None:
                raise SettingError(f"HOTLINE_{name} is not set, and HOTLINE_WEBHOOK_URL needs it; see .env.example")
        hidden = [] if token is None else [token, token.partition(":")[2]]
        if any(part and part in self.webhook_url for part in hidden):
            raise SettingError(
                "HOTLINE_WEBHOOK_URL holds the bot's token, and proxies log addresses: choose another path"
            )
        return self
