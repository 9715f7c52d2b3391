"""An operator keeps a photo and a voice: fetched, bared of what the camera wrote, sealed, opened offline."""

from __future__ import annotations

import io
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.rehearsal.process import clean_environment
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")

CAMERA = "Canon of Ivan"
VOICE = b"OggS" + b"a voice of several pieces" * 30_000


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 30.0, 15.0)})
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (10, 200, 10)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def opened(alias: str, data: Path, key: Path, out: Path) -> str:
    arguments = [sys.executable, "-m", "bot", "open", alias, "--identity", str(key), "--files", str(out)]
    environment = clean_environment({"HOTLINE_DATA_DIR": str(data)})
    return subprocess.run(arguments, env=environment, check=True, capture_output=True, text=True).stdout


async def test_what_is_kept_is_bare_sealed_and_opens_offline_alone(
    phone: Callable[..., Phone], operator: Callable[..., Operator], ready: Path, tmp_path: Path
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await applies(person)
    alias = await takes(desk)
    world = desk.world
    world.send(person.user, None, world.store("photo", photo(), "image/jpeg"))
    world.send(person.user, None, world.store("voice", VOICE, "audio/ogg"))
    for many, kind in enumerate(("photo", "voice"), 1):
        under = await relayed(desk, kind)
        await desk.taps("Keep", under=under)
        await desk.stage.wait(partial(_kept, desk, many), f"the {kind} to be kept", desk.user)
        await desk.taps("Keep", under=under)
        await desk.sees_popup("kept already")
    traces = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert CAMERA.encode() not in traces
    assert VOICE[:200] not in traces
    told = opened(alias, tmp_path / "data", ready.parent / "operator.key", tmp_path / "out")
    assert '"media": "photo"' in told
    assert (tmp_path / "out" / "2.ogg").read_bytes() == VOICE
    bare = (tmp_path / "out" / "1.jpg").read_bytes()
    assert CAMERA.encode() not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        assert (picture.size, len(picture.getexif())) == ((80, 60), 0)


async def test_what_cannot_be_kept_is_said_kindly(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    world = desk.world
    world.send(person.user, None, world.store("photo", photo()[:-80], "image/jpeg"))
    await desk.taps("Keep", under=await relayed(desk, "photo"))
    await desk.sees("damaged or not whole", in_=alias)
    desk.stage.forgiven.append("file is too big")
    world.send(person.user, None, world.store("voice", bytes(20 * 2**20 + 1), "audio/ogg"))
    await desk.taps("Keep", under=await relayed(desk, "voice"))
    await desk.sees("larger than 20 MB", in_=alias)


async def test_a_file_is_refused_with_the_reason(phone: Callable[..., Phone]) -> None:
    person = phone("Ivan")
    await person.sends("/start")
    await person.sees_button("I am serving")
    person.world.send(person.user, None, person.world.sample("document"))
    await person.sees("A file cannot be passed on")


async def relayed(desk: Operator, kind: str) -> Message:
    def find() -> Message | None:
        return next((one for one in desk.stage.group.messages.values() if one.media and one.media.kind == kind), None)

    found: Message = await desk.stage.wait(find, f"the {kind}", desk.user)
    return found


def _kept(desk: Operator, many: int) -> bool:
    return many == sum("kept, sealed in the case" in one.text for one in desk.stage.group.messages.values())
