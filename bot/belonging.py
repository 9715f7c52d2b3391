"""Whether the database belongs to the bot of the settings, seen before anything is made or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.succession import require_ours
from bot.setting_values import bot_of
from storage.bots import serving_beside

if TYPE_CHECKING:
    from bot.settings import Settings


def refuse_foreign(settings: Settings) -> None:
    """SettingError where it is another bot's, and that is no spare. StorageError: it can not be read.

    `assemble` looks once more, with the database held: this is before a migration, its backup and new keys.
    """
    require_ours(serving_beside(settings.place), bot_of(settings.token), settings.spare_ids)


def refuse_foreign_token(settings: Settings) -> None:
    """The same for a command that asks Telegram nothing, where a token is set at all."""
    if settings.names_token:
        refuse_foreign(settings)
