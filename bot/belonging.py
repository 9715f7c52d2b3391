"""Whether the database belongs to the bot of the settings, seen before anything is made or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk import succession
from bot.setting_values import bot_of
from storage.bots import serving_beside

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database


def refuse_foreign(settings: Settings) -> None:
    """SettingError where it is another bot's, and that is no spare. StorageError: it can not be read.

    `assemble` looks once more, with the database held: this is before a migration, its backup and new keys.
    """
    succession.require_ours(serving_beside(settings.place), bot_of(settings.token), settings.spare_ids)


async def refuse_foreign_rows(settings: Settings, database: Database) -> None:
    """The same of a database that is open, where a token is set at all."""
    if settings.names_token:
        await succession.refuse_foreign(database, bot_of(settings.token), settings.spare_ids)


def refuse_foreign_token(settings: Settings) -> None:
    """The same for a command that asks Telegram nothing, where a token is set at all."""
    if settings.names_token:
        refuse_foreign(settings)
