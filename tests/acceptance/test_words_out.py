"""Words that go out of the desk, over HTTP: shown first, held up, pictured, taken back, erased."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")

CAMERA = "Canon of Olena"


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (10, 200, 10)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def pictures(phone: Phone) -> list[Any]:
    return [message.media for message in phone.messages if message.media and message.media.kind == "photo"]


async def test_a_time_with_a_place_waits_for_a_second_operator(
    person: Phone, desk: Operator, operator: Callable[..., Operator]
) -> None:
    await applies(person)
    alias = await takes(desk)
    second = operator("Petro")
    head = await desk.sees("Check word", in_=alias)
    typed = await desk.replies(head, "Come to the bridge tomorrow at 5:00")
    await desk.sees_reaction(typed, "🤔")
    held = await desk.sees("waits for a second operator", in_=alias)
    assert "a time with a place" in held.text
    assert not any("to the bridge" in message.text for message in person.messages)
    await second.taps("Release", under=held)
    await second.sees("released by Petro", in_=alias)
    await person.reads("Come to the bridge")
    await desk.sees_reaction(typed, "👀")


async def test_a_canned_reply_is_shown_before_it_goes_and_can_be_taken_back(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    asked = await desk.sends("/r hello", in_=alias)
    preview = await desk.sees("will see", in_=alias)
    await desk.taps("Send", under=preview)
    await desk.sees_reaction(asked, "👌")
    await desk.replies(asked, "/undo")
    await desk.sees("The person had not read it", in_=alias)
    await person.no_longer_sees("An operator's answer is waiting")
    await desk.sends("/a white-flag", in_=alias)
    await desk.taps("Send", under=await desk.sees("will see", in_=alias))
    await person.reads("white")


async def test_a_picture_goes_bare_and_a_file_is_refused_with_its_reason(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    world, group = desk.world, desk.stage.group
    taken = world.store("photo", photo(), "image/jpeg")
    world.send(desk.user, group, taken, caption="Like this", reply_to=head.id, thread=head.thread)
    await person.reads("Like this")
    (bare,) = pictures(person)
    assert bare.file.content.startswith(b"\xff\xd8")
    assert CAMERA.encode() not in bare.file.content
    assert not any(CAMERA.encode() in str(call).encode() for call in world.calls)
    world.send(desk.user, group, world.sample("document"), reply_to=head.id, thread=head.thread)
    await desk.sees("A file does not go to a person", in_=alias)
    assert len(pictures(person)) == 1


async def test_a_persons_words_are_covered_taken_back_and_erased(person: Phone, desk: Operator) -> None:
    await applies(person)
    alias = await takes(desk)
    await person.sends_photo("look at me")
    shown = await desk.sees("look at me", in_=alias)
    assert shown.spoiler
    await person.sends("/undo")
    await person.sees("Taken back")
    await desk.sees("took a message back", in_=alias)
    await person.sends("the baker next door helps me")
    relayed = await desk.sees("baker", in_=alias)
    await desk.replies(relayed, "/erase")
    await desk.sees("is erased from this chat", in_=alias)
    await person.reads("We erased one message of yours")
    gone = lambda: not any("baker" in one.text for one in desk.stage.group.messages.values())  # noqa: E731
    await desk.stage.wait(gone, "the message gone from the room", desk.user)
