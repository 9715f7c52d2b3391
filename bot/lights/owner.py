"""What `check` says of the bot that the database belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.succession import require_ours
from bot.errors import SettingError, StorageError
from bot.readiness import Finding, Light
from bot.setting_values import bot_of
from storage.bots import serving_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings


def about_owner(settings: Settings) -> Iterator[Finding]:
    """Nothing where no bot served yet, or token or database can not be read: another finding says so."""
    try:
        bot, owner = bot_of(settings.token), serving_beside(settings.place)
    except (SettingError, StorageError):
        return
    if owner is None:
        return
    try:
        require_ours(owner, bot, settings.spare_ids)
    except SettingError as fault:
        yield Finding(Light.RED, "bot", str(fault))
        return
    if owner == bot:
        yield Finding(Light.GREEN, "bot", f"the database belongs to this one, {bot}")
    else:
        follows = f"where {bot} still works, the next `run` takes over"
        yield Finding(Light.YELLOW, "bot", f"the database belongs to {owner}, one of the spares: {follows}")
