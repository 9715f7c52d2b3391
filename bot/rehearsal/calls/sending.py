"""sendX and getFile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.calls.rules import inline_keyboard, reachable, replied, thread_of
from bot.rehearsal.markup import Entity, is_blank, understand, units
from bot.rehearsal.methods import MAX_CAPTION, MAX_DOWNLOAD, MAX_PHOTO, MAX_TEXT, MAX_UPLOAD
from bot.rehearsal.refusals import bad
from bot.rehearsal.shapes import file_json, message_json
from bot.rehearsal.things import Bot, Json, Media, MediaKind, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.rehearsal.world import World

QUARTER = 90
NAMES: Mapping[str, str] = {
    "photo": "Photo", "voice": "VoiceNote", "video": "Video", "video_note": "VideoNote", "document": "Document",
    "sticker": "Sticker",
}  # fmt: skip


class Upload:
    """A file that came with a call."""

    def __init__(self, content: bytes, mime: str, name: str = "") -> None:
        self.content = content
        self.mime = mime
        self.name = name


def text_of(arguments: Json, *, name: str = "text", most: int = MAX_TEXT) -> tuple[str, list[Entity]]:
    """The text or caption of a call, understood. A text must not be empty; both have a longest length."""
    entities = "entities" if name == "text" else "caption_entities"
    text, found = understand(arguments.get(name, ""), arguments.get("parse_mode"), arguments.get(entities))
    if name == "text" and is_blank(text):
        raise bad("message text is empty")
    if units(text) > most:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text, found


def send_message(world: World, bot: Bot, arguments: Json) -> Json:
    """A text."""
    reachable(world, bot, arguments["chat_id"])
    return _post(world, bot, arguments, said=text_of(arguments))


def send_location(world: World, bot: Bot, arguments: Json) -> Json:
    """A place."""
    reachable(world, bot, arguments["chat_id"])
    latitude, longitude = arguments["latitude"], arguments["longitude"]
    if abs(latitude) > QUARTER or abs(longitude) > 2 * QUARTER:
        raise bad("wrong location specified")
    media = Media(kind="location", latitude=latitude, longitude=longitude)
    return _post(world, bot, arguments, media=media)


def _sender(kind: MediaKind) -> Callable[[World, Bot, Json], Json]:
    def send(world: World, bot: Bot, arguments: Json) -> Json:
        reachable(world, bot, arguments["chat_id"])
        said = text_of(arguments, name="caption", most=MAX_CAPTION)
        return _post(world, bot, arguments, said=said, media=_media(world, bot, kind, arguments))

    return send


send_photo = _sender("photo")
send_voice = _sender("voice")
send_video = _sender("video")
send_video_note = _sender("video_note")
send_document = _sender("document")


def get_file(world: World, bot: Bot, arguments: Json) -> Json:
    """Where a file can be fetched."""
    file = world.file_by_id(bot, arguments["file_id"])
    if file is None:
        raise bad("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad("file is too big")
    return file_json(bot, file)


def _media(world: World, bot: Bot, kind: MediaKind, arguments: Json) -> Media:
    given = arguments[kind]
    if isinstance(given, str) and given.startswith("attach://"):
        given = arguments.get(given) or given
    if isinstance(given, Upload):
        return _upload(world, kind, given)
    file = world.file_by_id(bot, str(given))
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad(f"can't use file of type {NAMES[file.kind]} as {NAMES[kind]}")
    return Media(kind=kind, file=file)


def _upload(world: World, kind: MediaKind, upload: Upload) -> Media:
    if not upload.content:
        raise bad("file must be non-empty")
    if kind == "photo" and len(upload.content) > MAX_PHOTO:
        raise bad("file is too big for a photo")
    if len(upload.content) > MAX_UPLOAD:
        raise bad("file is too big")
    return world.store(kind, upload.content, upload.mime, upload.name)


def _post(
    world: World, bot: Bot, arguments: Json, *, said: tuple[str, list[Entity]] = ("", []), media: Media | None = None
) -> Json:
    chat = world.chat_for(bot, arguments["chat_id"])
    thread = thread_of(bot, chat, arguments.get("message_thread_id"))
    reply_to = replied(chat, arguments.get("reply_parameters"))
    markup = inline_keyboard(arguments.get("reply_markup"))
    world.pace.spend(bot.user.id, chat)
    message = Message(chat=chat, id=world.next_id(chat), sender=bot.user, date=world.now(), media=media, markup=markup)
    message.text, message.entities = said
    message.protected = arguments.get("protect_content", False)
    message.spoiler = arguments.get("has_spoiler", False)
    message.silent = arguments.get("disable_notification", False)
    message.spoiler = media is not None and arguments.get("has_spoiler", False)
    message.reply_to, message.thread = world.place(chat, reply_to, thread)
    return message_json(world.put(chat, message), bot)


def dump(value: Any) -> Any:
    """A call's argument as the log of calls keeps it: an upload by its size."""
    return f"<{len(value.content)} bytes>" if isinstance(value, Upload) else value
