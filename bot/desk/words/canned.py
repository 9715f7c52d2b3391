"""Canned replies and answers of the knowledge base by a short command: found, shown as the person will read them, sent.

What is sent is what was shown. It goes the way of typed words, and counts as said by whoever pressed Send.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.desk.casework import merged
from bot.desk.commands import in_words, language_of, tell
from bot.desk.words import outward
from bot.desk.words.said import body_of, said_again
from bot.flows import answers, screens
from bot.flows.canned import find
from bot.messages import NOTHING_TO_SAY, Edit, Reply, Said, Send
from bot.texts import cut
from storage.offers import Offer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.commands import Asked
    from bot.desk.house import House, Turn
    from bot.desk.presses import Pressing
    from bot.messages import Button, Keyboard
    from storage.cases import Case

CHOICE: Final = "choice"
PREVIEW: Final = "preview"
"""The kinds of these offers, and the role of their posts."""
REPLY: Final = "r"
ANSWER: Final = "a"
CHOOSE: Final = "I"
SEND: Final = "J"
CANCEL: Final = "K"
OFFERED: Final = 8
"""Most answers that are offered for words that fit several."""
OFFER_SECONDS: Final = 86_400
LABEL: Final = 60
SHOWN: Final = 3_600
"""UTF-16 units of both languages together."""

_TAG: Final = re.compile(r"</?[a-z]+>")

Named = tuple[str, str]


async def reply(turn: Turn, asked: Asked) -> None:
    """`/r hello`: a canned reply; without a name all of them."""
    house, language = turn.house, language_of(turn, asked)
    replies = house.book.canned.get(language, {})
    names = find(replies, asked.words) if asked.words else tuple(replies)
    other = house.book.canned.get(house.line.language, {})
    await _offer(turn, asked, [(REPLY, name) for name in names or find(other, asked.words)])


async def answer(turn: Turn, asked: Asked) -> None:
    """`/a white flag`: an answer of the knowledge base, by its name or by any words a person could ask with."""
    if not asked.words:
        await tell(turn, asked, "desk-pick-empty")
        return
    await _offer(turn, asked, [(ANSWER, name) for name in _found(turn.house, asked.words)])


def _found(house: House, words: str) -> list[str]:
    book, said = house.book, words.casefold().replace(" ", "-")
    if said in book.answers:
        return [said]
    begun = [name for name in book.answers if name.startswith(said)]
    near = [found.key for index in book.indexes.values() for found in index.nearest(words, OFFERED // 2)]
    return list(dict.fromkeys((*begun, *near)))[:OFFERED]


async def _offer(turn: Turn, asked: Asked, named: Sequence[Named]) -> None:
    """Show the one that fits, or let the operator choose."""
    house, came = turn.house, asked.came
    case = await merged.voice(turn, asked.open_case) or asked.open_case
    if case.chat is None:
        await tell(turn, asked, "desk-phone-no-chat", alias=case.alias)
        return
    if not named:
        await tell(turn, asked, "desk-pick-nothing", words=cut(asked.words, LABEL))
        return
    post = house.new_post()[:-1] + b"\0"
    source = {"chat": came.chat, "message": came.message, "desk": language_of(turn, asked)}
    offer = Offer(id=post, case=case.id, kind=CHOICE, operator=asked.operator.user, said=source, choices=tuple(named))
    shown = Send(
        post=post,
        chat=came.chat,
        html=True,
        role=PREVIEW,
        case=case.id,
        reply_message=came.message,
        source=(came.chat, came.message),
        silent=True,
    )
    if len(named) == 1:
        text, keyboard, offer = _preview(turn, case, offer, named[0])
        await turn.put(replace(shown, text=text, keyboard=keyboard))
    else:
        text = in_words(turn, asked, "desk-pick")
        await turn.put(replace(shown, text=text, keyboard=_choices(turn, offer)))
    await house.offers.save(turn.tx, offer, until=turn.now + OFFER_SECONDS)


def _choices(turn: Turn, offer: Offer) -> Keyboard:
    """A button for each, by its place: the last byte of the offer's id is free for it."""
    house, language, chat = turn.house, offer.said["desk"], turn.house.home(offer.said["chat"])

    def button(at: int, named: Named) -> Button:
        reference = offer.id[:-1] + bytes([at])
        return house.desk_button(cut(_title(house, language, named), LABEL), CHOOSE, reference, turn.now, chat=chat)

    cancel = house.case_button("desk-button-cancel", CANCEL, offer.id, turn.now, chat=chat)
    return (*((button(at, named),) for at, named in enumerate(offer.choices)), (cancel,))


def _title(house: House, language: str, named: Named) -> str:
    kind, name = named
    if kind == REPLY:
        found = house.book.canned.get(language, {}).get(name)
        return found.title if found else name
    return house.texts.plain(language, f"answer-{name}-title")


def _words(house: House, language: str, named: Named) -> str:
    """What a person of this language reads; an answer as the bot shows it, with where it comes from."""
    kind, name = named
    if kind == REPLY:
        return house.book.canned[language][name].text.strip()
    parts = [screens.label(house.texts, language, part) for part in answers.body(house.book, name)]
    bare = (html.unescape(_TAG.sub("", part)) for part in (house.texts.plain(language, f"answer-{name}-title"), *parts))
    return "\n\n".join(bare)


def _preview(turn: Turn, case: Case, offer: Offer, named: Named) -> tuple[str, Keyboard, Offer]:
    """How it will be read, in the desk's language too where that differs, and the buttons beneath."""
    house, book = turn.house, turn.house.book
    text, desk = _words(house, case.language, named), offer.said["desk"]
    lines = [house.texts.say(desk, "desk-preview", alias=case.alias, language=case.language), _quoted(house, text)]
    if case.tongue:
        tongue = book.tongues.get(case.tongue)
        name = tongue.english if tongue else case.tongue
        lines.insert(0, house.texts.say(desk, "desk-preview-tongue", name=name, language=case.language))
    if desk != case.language:
        own = cut(_words(house, desk, named), max(SHOWN - len(text), LABEL))
        lines += [house.texts.say(desk, "desk-preview-own"), _quoted(house, own)]
    said = {**offer.said, "text": text, "language": case.language}
    now = replace(offer, kind=PREVIEW, choices=(named,), said=said)
    chat = house.home(offer.said["chat"])
    send = house.case_button("desk-button-send", SEND, offer.id, turn.now, chat=chat)
    cancel = house.case_button("desk-button-cancel", CANCEL, offer.id, turn.now, chat=chat)
    return "\n".join(lines), ((send, cancel),), now


def _quoted(house: House, text: str) -> str:
    return house.say("desk-more", text=text)


async def choose(turn: Turn, pressing: Pressing) -> Reply:
    """One of those that fit: it is shown in their place."""
    offer = await turn.house.offers.find(turn.tx, pressing.reference[:-1] + b"\0")
    case = await turn.case(offer.case) if offer is not None else None
    at = pressing.reference[-1]
    if offer is None or case is None or not case.hot or offer.kind != CHOICE or at >= len(offer.choices):
        return Reply(toast=turn.house.plain("desk-preview-gone"))
    await _show(turn, case, offer, offer.choices[at])
    return NOTHING_TO_SAY


async def _show(turn: Turn, case: Case, offer: Offer, named: Named) -> None:
    text, keyboard, preview = _preview(turn, case, offer, named)
    await turn.house.offers.save(turn.tx, preview, until=turn.now + OFFER_SECONDS)
    await turn.put(Edit(post=offer.id, html=True, text=text, keyboard=keyboard))


async def send(turn: Turn, pressing: Pressing) -> Reply:
    """Send what was shown to the case's person, as if it had been typed; once."""
    house = turn.house
    offer = await house.offers.take(turn.tx, pressing.reference)
    case = await turn.case(offer.case) if offer is not None else None
    if offer is None or offer.kind != PREVIEW or case is None:
        return Reply(toast=house.plain("desk-preview-gone"))
    if not case.hot:
        return Reply(toast=house.plain("desk-reply-closed"), alert=True)
    target = await merged.voice(turn, case)
    if target is None or target.id != case.id:
        return Reply(toast=house.plain("desk-preview-gone"), alert=True)
    if case.language != offer.said["language"]:
        await _show(turn, case, offer, offer.choices[0])
        return Reply(toast=house.plain("desk-preview-language"), alert=True)
    chat, message, text = offer.said["chat"], offer.said["message"], offer.said["text"]
    said = Said(chat=chat, user=pressing.operator.user, message=message, text=text)
    head = house.say("desk-preview-sent", alias=case.alias, name=pressing.operator.name)
    await turn.put(Edit(post=offer.id, html=True, text=f"{head}\n{_quoted(house, text)}"))
    await outward.send(turn, case, said_again(body_of(said, text), chat), pressing.operator)
    return NOTHING_TO_SAY


async def cancel(turn: Turn, pressing: Pressing) -> Reply:
    """Nothing is sent."""
    offer = await turn.house.offers.take(turn.tx, pressing.reference)
    if offer is None:
        return Reply(toast=turn.house.plain("desk-preview-gone"))
    await turn.put(Edit(post=offer.id, html=True, text=turn.house.say("desk-preview-cancelled")))
    return NOTHING_TO_SAY
