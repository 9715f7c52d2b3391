"""A picture of ours: sealed until it is sent, sent with its bytes, and gone when nobody needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.messages import Media, Send
from tests.unit.delivery.test_outbox import Office, office, post

if TYPE_CHECKING:
    from tests.unit.delivery.conftest import Telegram

__all__ = ["office"]
HOUR = 3_600
PICTURE = b"\xff\xd8 a picture, all of it \xff\xd9"


async def kept(office: Office, hours: int = 24) -> bytes:
    until = office.now() + hours * HOUR
    return await office.database.transact(lambda tx: office.outbox.uploads.add(tx, PICTURE, until=until))


def picture(upload: bytes) -> Send:
    return Send(post=post(1), chat=5, text="look", media=Media(kind="photo", upload=upload))


async def test_it_goes_with_its_bytes_once_and_is_then_forgotten(office: Office, telegram: Telegram) -> None:
    upload = await kept(office)
    telegram.script.append((502, b"<html>"))
    await office.put(picture(upload))
    await office.go()
    await office.go(5)
    (_, failed), (method, sent) = telegram.calls
    assert method == "sendPhoto"
    assert PICTURE in failed["form"]
    assert PICTURE in sent["form"]
    assert b"attach://picture" in sent["form"]
    assert await office.database.transact(lambda tx: office.outbox.uploads.find(tx, upload)) is None
    found = await office.where(1)
    assert found is not None
    assert (found.message, found.media) == (101, True)


@pytest.mark.parametrize("broken", [False, True])
async def test_one_that_is_gone_or_damaged_is_told_as_undelivered(
    office: Office, telegram: Telegram, broken: bool
) -> None:
    upload = await kept(office)
    raw = office.database._batches._connection  # type: ignore[attr-defined]

    async def spoil(tx: object) -> None:
        raw.execute("UPDATE uploads SET body = zeroblob(99)" if broken else "DELETE FROM uploads")

    await office.database.transact(spoil)
    lost = Send(post=post(2), chat=6, text="it did not arrive")
    await office.put(Send(post=post(1), chat=5, media=Media(kind="photo", upload=upload), on_failed=(lost,)))
    await office.go()
    assert telegram.methods() == ["sendMessage"]


async def test_what_nobody_sent_ends_in_time(office: Office) -> None:
    upload = await kept(office, hours=2)
    uploads = office.outbox.uploads
    await office.database.transact(lambda tx: uploads.sweep(tx, now=office.now() + HOUR))
    assert await office.database.transact(lambda tx: uploads.find(tx, upload)) == PICTURE
    await office.database.transact(lambda tx: uploads.sweep(tx, now=office.now() + 2 * HOUR))
    assert await office.database.transact(lambda tx: uploads.find(tx, upload)) is None
