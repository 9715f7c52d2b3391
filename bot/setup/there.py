"""What is there before `setup` asks: settings that it does not ask for, the token, whose the database is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import SettingError, StorageError
from bot.setting_names import variable
from bot.setting_values import read_token
from bot.settings import Settings, load
from storage.bots import serving_beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.setup.asking import Answers

_ANSWERED: Final = frozenset(
    {
        "api_url",
        "bot_token",
        "bot_token_file",
        "desk",
        "locales_dir",
        "operator_chat_id",
        "operator_recipients",
        "proxy_url",
    }
)
"""Settings that the answers make."""


def other_settings(known: Mapping[str, str]) -> Settings:
    """All that no answer changes. SettingError: one of them does not hold, and nobody shall answer for nothing."""
    return load({variable(name): value for name, value in known.items() if name not in _ANSWERED}, env_file=None)


def token_there(known: Mapping[str, str]) -> str:
    """The token that is set, if it can be read."""
    if "bot_token_file" in known:
        try:
            return read_token(Path(known["bot_token_file"]).expanduser(), variable("bot_token_file"))
        except SettingError:
            return ""
    return known.get("bot_token", "")


def owner(answers: Answers, settings: Settings) -> int | None:
    """Which bot the database belongs to, if there is one and it can be read."""
    try:
        return serving_beside(settings.place)
    except StorageError as fault:
        answers.say(f"  note: whether the database belongs to this bot could not be seen: {fault}")
        return None
