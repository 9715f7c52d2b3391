"""From Telegram's objects to our vocabulary."""

from telegram import CallbackQuery, Message, MessageEntity, Update, User

from bot.messages import Media, Said, Tapped

LINK = MessageEntity.TEXT_LINK

_REFUSED = (
    *("document", "sticker", "animation", "audio", "contact", "poll", "venue", "dice", "story", "game", "checklist"),
    *("live_photo", "paid_media", "giveaway", "giveaway_winners", "invoice", "passport_data", "web_app_data"),
)


def said_of(update: Update) -> Said | None:
    """The message an update carries; None where no person can be told behind it."""
    message = update.effective_message
    if message is None or message.from_user is None:
        return None
    user = message.from_user
    replied = message.reply_to_message
    media = _media(message)
    return Said(
        chat=message.chat.id,
        user=user.id,
        message=message.message_id,
        text=_text(message),
        media=media,
        refused=None if media or message.text else _kind(message),
        language=user.language_code,
        name=_name(user),
        thread=message.message_thread_id if message.is_topic_message else None,
        reply_to=replied.message_id if replied else None,
        reply_to_bot=bool(replied and replied.from_user and replied.from_user.is_bot),
        edited=update.edited_message is not None,
        forwarded=message.forward_origin is not None,
        anonymous=message.sender_chat is not None,
    )


def tapped_of(query: CallbackQuery) -> Tapped | None:
    """The pressed button; None where Telegram no longer shows the message or the data."""
    if query.message is None or query.data is None:
        return None
    user = query.from_user
    return Tapped(
        chat=query.message.chat.id,
        user=user.id,
        message=query.message.message_id,
        data=query.data,
        callback=query.id,
        language=user.language_code,
        name=_name(user),
    )


def is_service(message: Message) -> bool:
    """Telegram's own notices (a topic opened, a member joined, a timer set) say nothing to anybody."""
    return not (message.text or message.caption or _media(message)) and _kind(message) == "service"


def _text(message: Message) -> str:
    """The words of a message; an address behind a word stands beside it, for formatting is not passed on."""
    text = message.text or message.caption or ""
    links = [one for one in (*message.entities, *message.caption_entities) if one.type == LINK and one.url]
    for link in sorted(links, key=lambda one: -one.offset):
        # Telegram counts in units of UTF-16.
        before = text.encode("utf-16-le", "surrogatepass")[: 2 * (link.offset + link.length)]
        end = len(before.decode("utf-16-le", "surrogatepass"))
        text = f"{text[:end]} ({link.url}){text[end:]}"
    return text


def _media(message: Message) -> Media | None:
    if message.photo:
        return Media(kind="photo", file_id=message.photo[-1].file_id)
    if message.location:
        place = message.location
        live = bool(place.live_period)
        return Media(kind="location", latitude=place.latitude, longitude=place.longitude, live=live)
    if message.voice:
        return Media(kind="voice", file_id=message.voice.file_id)
    if message.video:
        return Media(kind="video", file_id=message.video.file_id)
    if message.video_note:
        return Media(kind="video_note", file_id=message.video_note.file_id)
    return None


def _kind(message: Message) -> str:
    """What it is that we do not take: `document`, `sticker`, ...; `service` for Telegram's own notices.

    `unknown` is a kind newer than the library: whoever sent it must not wait in silence.
    """
    for kind in _REFUSED:
        if getattr(message, kind, None):
            return kind
    return "unknown" if message.api_kwargs else "service"


def _name(user: User) -> str:
    return user.first_name or ""
