"""A picture from an operator is painted anew before a person gets it, or it is told why not."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from bot.desk import group
from bot.desk.words.keeping import KeepDesk
from bot.desk.words.relay import TO_RELEASE
from bot.desk.words.uploads import sweep
from bot.errors import ApiError
from bot.messages import Media, Said
from tests.promises.officer import DESK
from tests.unit.desk.test_holding import DANGER, PETRO, presses_as
from tests.unit.desk.wire import OLGA

if TYPE_CHECKING:
    from storage.keeps import Keep
    from tests.unit.desk.wire import Talk

CAMERA: Final = "Canon of Olga"


def taken(width: int = 3_000, height: int = 1_500) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 30.0, 15.0)})
    out = io.BytesIO()
    Image.new("RGB", (width, height), (10, 200, 10)).save(out, "JPEG", exif=exif)
    return out.getvalue()


class Camera:
    """What Telegram gives when the bot asks for the operator's file."""

    def __init__(self, talk: Talk, data: bytes | None) -> None:
        self.talk, self.data = talk, data
        self.desk = KeepDesk(fetch=self._fetch, now=lambda: talk.wire.now)

    async def _fetch(self, _file: str) -> bytes:
        if self.data is None:
            raise ApiError
        return self.data

    async def works(self) -> None:
        house = self.talk.wire.house
        for keep in await waiting(self.talk):
            await self.desk.keep(house, keep)
        await self.talk.wire.deliver()


async def waiting(talk: Talk) -> list[Keep]:
    house = talk.wire.house
    return await house.database.transact(house.keeps.all)


async def sends_photo(talk: Talk, caption: str = "", *, edit: int = 0) -> int:
    head = next(post for post in await talk.posts() if post.role == "head")
    talk.wire.desk_message += 1
    number = edit or talk.wire.desk_message
    media = Media(kind="photo", file_id="olgas-file")
    came = Said(chat=DESK, user=OLGA, message=number, text=caption, reply_to=head.message, media=media, name="Olga")
    await group.said(talk.wire.house, replace(came, edited=bool(edit)), talk._step())
    await talk.wire.deliver()
    return number


def uploads(talk: Talk) -> list[bytes]:
    return [params["data"] for method, params in talk.wire.uploaded if method == "sendPhoto"]


async def test_it_goes_bare_and_small_with_its_caption(talk: Talk) -> None:
    await sends_photo(talk, "Look at this")
    assert not talk.offered()
    await Camera(talk, taken()).works()
    await talk.reads()
    assert talk.has("Look at this")
    (bare,) = uploads(talk)
    assert CAMERA.encode() not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        assert (picture.size, len(picture.getexif())) == ((1_280, 640), 0)


async def test_it_is_forgotten_once_it_was_read(talk: Talk) -> None:
    await sends_photo(talk)
    await Camera(talk, taken()).works()
    house = talk.wire.house
    (body,) = [entry.body for entry in await talk.entries() if entry.kind == "answered"]
    upload = bytes.fromhex(body["upload"])
    assert await house.database.transact(lambda tx: house.outbox.uploads.find(tx, upload)) is not None
    await talk.reads()
    assert await house.database.transact(lambda tx: house.outbox.uploads.find(tx, upload)) is None


async def test_what_nobody_reads_is_forgotten_after_fourteen_days(talk: Talk) -> None:
    await sends_photo(talk)
    await Camera(talk, taken()).works()
    house, day = talk.wire.house, 86_400
    (body,) = [entry.body for entry in await talk.entries() if entry.kind == "answered"]
    upload = bytes.fromhex(body["upload"])
    await sweep(house, talk.wire.now + 13 * day)
    assert await house.database.transact(lambda tx: house.outbox.uploads.find(tx, upload)) is not None
    await sweep(house, talk.wire.now + 14 * day + 3_600)
    assert await house.database.transact(lambda tx: house.outbox.uploads.find(tx, upload)) is None


async def test_a_crash_before_it_was_fetched_loses_nothing(talk: Talk) -> None:
    await sends_photo(talk, "twice?")
    await Camera(talk, None).works()
    talk.wire.restart()
    assert len(await waiting(talk)) == 1
    await Camera(talk, taken()).works()
    assert await waiting(talk) == []
    await talk.reads()
    assert len(uploads(talk)) == 1


@pytest.mark.parametrize("raw", [b"no picture", taken()[:-900], b""])
async def test_what_is_no_picture_is_told_to_its_operator_alone(talk: Talk, raw: bytes) -> None:
    message = await sends_photo(talk)
    await Camera(talk, raw).works()
    assert not talk.offered()
    assert talk.wire.marks[message] == "💔"
    assert any("The picture was not sent" in told for told in talk.wire.told)
    assert await waiting(talk) == []


async def test_each_picture_of_an_album_goes_and_its_caption_once(talk: Talk) -> None:
    await sends_photo(talk, "Three of them")
    await sends_photo(talk)
    await sends_photo(talk)
    await Camera(talk, taken(40, 30)).works()
    await talk.reads()
    assert len(uploads(talk)) == 3
    assert sum("Three of them" in words for words, _ in talk.phone.messages.values()) == 1


async def test_a_dangerous_caption_waits_and_its_picture_with_it(talk: Talk) -> None:
    await sends_photo(talk, DANGER)
    assert await waiting(talk) == []
    (marker,) = [post for post in await talk.posts() if post.role == TO_RELEASE]
    await presses_as(talk, PETRO, "l", marker.id)
    await Camera(talk, taken()).works()
    await talk.reads()
    assert talk.has(DANGER)
    assert len(uploads(talk)) == 1


async def test_a_caption_changed_before_the_picture_was_fetched_goes_as_it_is_now(talk: Talk) -> None:
    message = await sends_photo(talk, "plum")
    await sends_photo(talk, "pear", edit=message)
    assert len(await waiting(talk)) == 1
    await Camera(talk, taken()).works()
    await talk.reads()
    assert talk.has("pear")
    assert not talk.has("plum")


async def test_a_caption_changed_after_it_was_read_brings_the_picture_anew(talk: Talk) -> None:
    message = await sends_photo(talk, "plum")
    await Camera(talk, taken()).works()
    await talk.reads()
    await sends_photo(talk, "pear", edit=message)
    await Camera(talk, taken()).works()
    await talk.reads()
    assert talk.has("pear")
    assert not talk.has("plum")


async def test_a_case_closed_meanwhile_gets_no_picture(talk: Talk) -> None:
    await sends_photo(talk)
    await talk.presses("1")
    await Camera(talk, taken()).works()
    await talk.reads()
    assert uploads(talk) == []
