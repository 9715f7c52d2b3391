"""An operator's answer arrives whole, where its person is now, or its writer learns what did not; Open tells the same.

Refusals are in Telegram's own words; each meets one call into one chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.faults import Fault, Faults
from tests.acceptance.stories import applies, erases_everything, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.things import Message
    from bot.rehearsal.world import World
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")
REFUSED = (400, "Bad Request: no such thing")
BLOCKED = (403, "Forbidden: bot was blocked by the user")
LONG = "BEGINNING " + " ".join(["word"] * 805) + " do not tell anybody TAIL"
DOTS = "…"
SHOWN = "✉️ Operator: "
LOST = "💔 Operator, not delivered: "
WAITING = "⏳ Operator, not read yet: "


@dataclass
class Meant:
    """A fault for the next call of `method` into a private chat whose text holds `text`, after `later` others."""

    method: str
    chat: int
    fault: Fault
    text: str = ""
    later: int = 0


class Picky(Faults):
    """Faults that look at whom a call is for."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.meant: list[Meant] = []

    def take(self, method: str) -> Fault | None:
        call = self.world.calls[-1].arguments
        for one in self.meant:
            text = str(call.get("text", ""))
            if one.method == method and str(call.get("chat_id")) == str(one.chat) and one.text in text:
                if one.later:
                    one.later -= 1
                    continue
                self.meant.remove(one)
                return one.fault
        return super().take(method)


@pytest.fixture
def picky(rehearsal: Stage) -> Picky:
    faults = Picky(rehearsal.world)
    rehearsal.world.faults = faults
    return faults


def refuse(person: Phone, method: str, answer: tuple[int, str] = REFUSED, *, text: str = "", later: int = 0) -> None:
    """Refuse one call into this person's chat."""
    faults = person.world.faults
    assert isinstance(faults, Picky)
    body = {"ok": False, "error_code": answer[0], "description": answer[1]}
    fault = Fault(method=method, status=answer[0], body=body)
    faults.meant.append(Meant(method, person.chat.id, fault, text, later))


def flood(person: Phone, method: str, seconds: int) -> None:
    """Have the next call into this person's chat wait so long, and the chat with it."""
    faults = person.world.faults
    assert isinstance(faults, Picky)
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}}
    faults.meant.append(Meant(method, person.chat.id, Fault(method=method, status=429, body=body)))


async def all_met(picky: Picky, desk: Operator) -> None:
    """Every fault has met its call."""
    await desk.stage.wait(lambda: not picky.meant, "every fault to be met", desk.user)


async def a_taken_case(person: Phone, desk: Operator) -> tuple[str, Message, str]:
    """The alias, the head of its room and the five words; nothing is on its way any more."""
    await desk.starts()
    words = await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.sees("Taken by Olena")
    await person.sees("Someone is reading")
    return alias, head, words


async def answered(person: Phone, desk: Operator, head: Message, text: str) -> Message:
    """An answer that was read, and all that follows from it."""
    answer = await desk.replies(head, text)
    await desk.sees_reaction(answer, "👌")
    await person.reads(text)
    await desk.sees_reaction(answer, "👀")
    return answer


async def opened(desk: Operator, head: Message, last: str) -> str:
    """What Open shows, pressed anew; `last`: words of its last page."""
    before = len(desk.messages)
    await desk.taps("Open", under=head)
    shown = lambda: any(last in message.text for message in desk.messages[before:])  # noqa: E731
    await desk.stage.wait(shown, f"what Open shows, with {last!r}", desk.user)
    return "\n".join(message.text for message in desk.messages[before:])


async def continues(second: Phone, words: str) -> None:
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(words)
    await second.sees("Check word")


def nobody_has(text: str, *phones: Phone) -> bool:
    return not any(text in message.text for phone in phones for message in phone.messages)


def marked(message: Message, emoji: str) -> bool:
    return emoji in message.reactions.values()


@pytest.mark.slow
async def test_answers_whose_line_is_on_its_way_when_the_case_moves_are_read_on_the_second_phone_in_order(
    phone: Callable[..., Phone], operator: Callable[..., Operator], picky: Picky
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    flood(person, "sendMessage", 300)
    first = await desk.replies(head, "Write to us again at noon")
    await all_met(picky, desk)
    answers = [first, await desk.replies(head, LONG), await desk.replies(head, "Bring nothing")]
    await desk.edits(first, "Write to us again at midday")
    talk = await opened(desk, head, "Bring nothing")
    assert WAITING + "Write to us again at midday" in talk
    assert SHOWN not in talk
    await continues(second, words)
    for answer in answers:
        await desk.sees_reaction(answer, "👌")
    assert WAITING + "Bring nothing" in await opened(desk, head, "Bring nothing")
    await second.reads("Bring nothing")
    for answer in answers:
        await desk.sees_reaction(answer, "👀")
    told = [message.text for message in second.messages if message.text.startswith("✉️") or "TAIL" in message.text]
    marks = ("again at midday", "BEGINNING", "TAIL", "Bring nothing")
    assert [next(mark for mark in marks if mark in text) for text in told] == list(marks)
    assert nobody_has("again at noon", person, second)
    assert nobody_has("again at", person)
    assert not any(marked(answer, "💔") for answer in answers)
    talk = await opened(desk, head, "Bring nothing")
    assert LOST + "Write to us again at noon" in talk
    assert SHOWN + "Write to us again at midday" in talk


@pytest.mark.slow
async def test_an_unread_answer_has_its_line_on_the_second_phone(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    answer = await desk.replies(head, "Write to us again at noon")
    await desk.sees_reaction(answer, "👌")
    await person.sees_button("Read", whole=True)
    await continues(second, words)
    line = await second.sees("You have a new message")
    await second.taps("Read", under=line)
    assert (await second.sees("again at noon")).id == line.id
    await desk.sees_reaction(answer, "👀")
    await person.no_longer_sees("You have a new message")
    assert nobody_has("again at", person)


@pytest.mark.slow
@pytest.mark.parametrize("by_lock", [False, True])
async def test_words_he_asked_for_that_are_on_their_way_when_the_chat_is_emptied_wait_to_be_read_again(
    phone: Callable[..., Phone], operator: Callable[..., Operator], picky: Picky, *, by_lock: bool
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    answer = await desk.replies(head, "Write to us again at noon")
    await desk.sees_reaction(answer, "👌")
    flood(person, "editMessageText", 2 if by_lock else 300)
    await person.taps("Read", patient=False)
    await all_met(picky, desk)
    assert WAITING + "Write to us again at noon" in await opened(desk, head, "at noon")
    assert not marked(answer, "👀")
    if by_lock:
        await person.sends("/clear")
        await person.no_longer_sees("Check word")
    reader = person if by_lock else phone("Somebody")
    await continues(reader, words)
    await reader.reads("again at noon")
    await desk.sees_reaction(answer, "👀")
    assert SHOWN + "Write to us again at noon" in await opened(desk, head, "at noon")


async def test_a_correction_on_its_way_when_the_case_moves_is_read_on_the_second_phone(
    phone: Callable[..., Phone], operator: Callable[..., Operator], picky: Picky
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    answer = await answered(person, desk, head, "Go to the bridge")
    flood(person, "editMessageText", 300)
    await desk.edits(answer, "Do NOT go to the bridge")
    await all_met(picky, desk)
    talk = await opened(desk, head, "NOT go to the bridge")
    assert SHOWN + "Go to the bridge" in talk
    assert WAITING + "Do NOT go to the bridge" in talk
    await continues(second, words)
    await second.reads("Do NOT go to the bridge")
    await desk.sees_reaction(answer, "👀")
    await desk.edits(answer, "Do NOT go anywhere")
    await second.sees("Do NOT go anywhere")


async def test_who_erases_everything_leaves_unread_answers_marked_as_lost(person: Phone, desk: Operator) -> None:
    _, head, _ = await a_taken_case(person, desk)
    answer = await desk.replies(head, "Write to us again at noon")
    await desk.sees_reaction(answer, "👌")
    await erases_everything(person)
    await desk.sees_reaction(answer, "💔")
    assert nobody_has("again at noon", person)


async def test_a_correction_that_does_not_arrive_is_told_as_that_and_shown_beside_the_old_words(
    person: Phone, desk: Operator, picky: Picky
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    answer = await answered(person, desk, head, "Go to the bridge")
    refuse(person, "editMessageText", text="NOT go")
    await desk.edits(answer, "Do NOT go to the bridge")
    told = await desk.sees("the correction did not arrive; the earlier words still stand there", in_=alias)
    assert (told.reply_to, "blocked" in told.text) == (answer.id, False)
    await desk.sees_reaction(answer, "💔")
    talk = await opened(desk, head, "NOT go to the bridge")
    assert SHOWN + "Go to the bridge" in talk
    assert LOST + "Do NOT go to the bridge" in talk
    await desk.edits(answer, "Do NOT go to the bridge!")
    await person.sees("Do NOT go to the bridge!")
    await desk.sees_reaction(answer, "👀")
    assert SHOWN + "Do NOT go to the bridge!" in await opened(desk, head, "bridge!")


async def test_a_correction_that_is_refused_takes_nothing_of_the_old_words_away(
    person: Phone, desk: Operator, picky: Picky
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    answer = await desk.replies(head, LONG)
    await person.reads("BEGINNING")
    await desk.sees_reaction(answer, "👀")
    await person.sees("TAIL")
    refuse(person, "editMessageText", text="OTHER")
    await desk.edits(answer, "OTHER words")
    await desk.sees("the earlier words still stand there", in_=alias)
    assert not nobody_has("BEGINNING", person)
    assert not nobody_has("TAIL", person)
    await desk.edits(answer, "Stay where you are")
    await person.sees("Stay where you are")
    await person.no_longer_sees("TAIL")


@pytest.mark.parametrize(("method", "text"), [("sendMessage", DOTS), ("editMessageText", "BEGINNING")])
async def test_a_long_answer_whose_beginning_is_refused_reaches_nobody_in_part(
    person: Phone, desk: Operator, picky: Picky, method: str, text: str
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    before = await desk.replies(head, "Read this one first")
    answer = await desk.replies(head, LONG)
    await desk.sees_reaction(answer, "👌")
    refuse(person, method, text=text)
    await person.reads("Read this one first")
    line = await desk.sees("your message did not arrive", in_=alias)
    assert (line.reply_to, "blocked" in line.text) == (answer.id, False)
    await desk.sees_reaction(answer, "💔")
    await desk.sees_reaction(before, "👀")
    await answered(person, desk, head, "And read this")
    assert nobody_has("TAIL", person)
    assert nobody_has("BEGINNING", person)
    assert not [message for message in person.messages if message.text == DOTS]
    assert LOST + "BEGINNING" in await opened(desk, head, "TAIL")
    told = [one for one in desk.stage.group.messages.values() if "arrive" in one.text]
    assert len(told) == 1


@pytest.mark.parametrize(("method", "text"), [("sendMessage", DOTS), ("editMessageText", "TAIL")])
async def test_a_long_answer_whose_end_is_refused_is_not_called_read(
    person: Phone, desk: Operator, picky: Picky, method: str, text: str
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    answer = await desk.replies(head, LONG)
    await desk.sees_reaction(answer, "👌")
    refuse(person, method, text=text)
    await person.reads("BEGINNING")
    line = await desk.sees("only the beginning of your message arrived", in_=alias)
    assert line.reply_to == answer.id
    await desk.sees_reaction(answer, "💔")
    await desk.stage.wait(
        lambda: not [message for message in person.messages if message.text == DOTS], "no dots", person.user
    )
    assert nobody_has("TAIL", person)
    assert LOST + "BEGINNING" in await opened(desk, head, "TAIL")
    await desk.edits(answer, "Stay where you are")
    await desk.sees_reaction(answer, "👀")
    await person.sees("Stay where you are")
    assert SHOWN + "Stay where you are" in await opened(desk, head, "where you are")


@pytest.mark.parametrize(("method", "arrives"), [("sendPhoto", False), ("sendMessage", True)])
async def test_a_photo_and_its_long_caption_go_together_or_are_told_not_to(
    person: Phone, desk: Operator, picky: Picky, method: str, *, arrives: bool
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    caption = "BEGINNING " + "word " * 196 + "TAIL"
    group = desk.stage.group
    answer = desk.world.photo(desk.user, group, caption=caption, reply_to=head.id, thread=head.thread)
    await desk.sees_reaction(answer, "👌")
    refuse(person, method)
    await person.taps("Read", patient=False)
    await desk.sees("only the beginning" if arrives else "your message did not arrive", in_=alias)
    await desk.sees_reaction(answer, "💔")
    await answered(person, desk, head, "And read this")
    assert nobody_has("TAIL", person)
    assert nobody_has("BEGINNING", person) is not arrives
    assert not [message for message in person.messages if message.text == DOTS]


async def test_a_note_counts_as_sent_only_once_it_arrived(person: Phone, desk: Operator, picky: Picky) -> None:
    alias, _, _ = await a_taken_case(person, desk)
    await desk.sends("Stay in the cellar", in_=alias)
    note = await desk.sees("Internal note", in_=alias)
    refuse(person, "sendMessage")
    await desk.taps("Send to the person", under=note)
    await desk.sees("your message did not arrive", in_=alias)
    assert "not sent to the person" in note.text
    await desk.taps("Send to the person", under=note)
    await desk.sees("sent to the person after all", in_=alias)
    await person.reads("Stay in the cellar")


async def test_a_block_is_named_as_the_reason_and_counts_for_every_wording_that_was_never_sent(
    person: Phone, desk: Operator, picky: Picky
) -> None:
    alias, head, _ = await a_taken_case(person, desk)
    flood(person, "sendMessage", 2)
    answer = await desk.replies(head, "Go to the bridge")
    await all_met(picky, desk)
    refuse(person, "sendMessage", BLOCKED)
    await desk.edits(answer, "Do NOT go to the bridge")
    line = await desk.sees("your message did not arrive", in_=alias)
    assert "blocked the bot" in line.text
    talk = await opened(desk, head, "NOT go to the bridge")
    assert LOST + "Go to the bridge" in talk
    assert LOST + "Do NOT go to the bridge" in talk
    assert SHOWN not in talk


async def test_an_edit_of_what_never_reached_the_person_is_told_as_that(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena", admin=True)
    alias, head, _ = await a_taken_case(person, desk)
    chat = desk.stage.group
    group = {"id": chat.id, "type": "supergroup", "title": "Operators"}
    hidden = desk.world.say(desk.user, chat, "Come", reply_to=head.id, thread=head.thread, extra={"sender_chat": group})
    await desk.sees("anonymous administrator", in_=alias)
    await desk.edits(hidden, "Come at noon")
    line = await desk.sees("This message did not reach the person", in_=alias)
    assert line.reply_to == hidden.id
    assert not [one for one in chat.messages.values() if "can no longer reach" in one.text]
    assert nobody_has("Come", person)
