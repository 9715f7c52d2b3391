"""An operator's answer arrives whole, where its person is now, or its writer learns what did not; Open tells the same.

Refusals are Telegram's own words, met by the next call of a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.rehearsal.faults import Faults
from tests.acceptance.stories import applies, takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rehearsal.faults import Fault
    from bot.rehearsal.things import Message
    from tests.acceptance.driver import Operator, Phone, Stage

pytestmark = pytest.mark.usefixtures("bot")
REFUSED = "Bad Request: no such thing"
BLOCKED = "Forbidden: bot was blocked by the user"
LONG = "BEGINNING " + " ".join(["word"] * 805) + " do not go to the bridge TAIL"
SHOWN = "✉️ Operator: "
LOST = "💔 Operator, not delivered: "
WAITING = "⏳ Operator, not arrived yet: "


async def a_taken_case(person: Phone, desk: Operator) -> tuple[str, Message, str]:
    """The alias, the head of its room and the five words; nothing is on its way any more."""
    await desk.starts()
    words = await applies(person)
    alias = await takes(desk)
    head = await desk.sees("Check word", in_=alias)
    await desk.sees("Taken by Olena")
    return alias, head, words


async def answered(person: Phone, desk: Operator, head: Message, text: str) -> Message:
    """An answer that arrived, and all that follows from it."""
    answer = await desk.replies(head, text)
    await person.sees(text)
    await desk.sees_reaction(answer, "👌")
    await desk.sees("answered, waiting for the person")
    await person.sees("An operator has answered")
    return answer


async def all_met(stage: Stage, desk: Operator) -> None:
    """Every fault has met its call."""
    await stage.wait(lambda: not stage.world.faults.waiting, "every refusal to be met", desk.user)


async def open_shows(desk: Operator, head: Message, *lines: str) -> str:
    """Open, pressed anew, shows these on its pages; the pages up to then."""
    before = {message.id for message in desk.messages}

    def talk() -> str:
        return "\n".join(message.text for message in desk.messages if message.id not in before)

    await desk.taps("Open", under=head)
    await desk.stage.wait(lambda: all(line in talk() for line in lines), f"Open to show {lines}", desk.user)
    return talk()


def nobody_has(text: str, *phones: Phone) -> bool:
    return not any(text in message.text for phone in phones for message in phone.messages)


def no_heart(message: Message) -> bool:
    return "💔" not in message.reactions.values()


async def continues(second: Phone, words: str) -> None:
    await second.sends("/start")
    await second.taps("I have five words")
    await second.sends(words)
    await second.sees("Check word")


async def test_answers_on_their_way_when_the_case_moves_arrive_at_the_second_phone_in_order(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    rehearsal.world.faults.next_flood("sendMessage", 30)
    first = await desk.replies(head, "Come to the gate at noon")
    await all_met(rehearsal, desk)
    answers = [first, await desk.replies(head, LONG), await desk.replies(head, "Bring nothing")]
    await desk.edits(first, "Come to the gate at ONE")
    await open_shows(desk, head, WAITING + "Come to the gate at noon", WAITING + "Come to the gate at ONE")
    await continues(second, words)
    for answer in answers:
        await desk.sees_reaction(answer, "👌")
    told = [message.text for message in second.messages if message.text.startswith("✉️") or "TAIL" in message.text]
    marks = ("gate at ONE", "BEGINNING", "TAIL", "Bring nothing")
    assert [next(mark for mark in marks if mark in text) for text in told] == list(marks)
    assert nobody_has("gate at noon", person, second)
    assert nobody_has("gate", person)
    assert all(no_heart(answer) for answer in answers)
    await open_shows(desk, head, LOST + "Come to the gate at noon", SHOWN + "Come to the gate at ONE")
    await desk.sees("waiting for the person")


async def test_a_correction_on_its_way_when_the_case_moves_arrives_at_the_second_phone(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, second, desk = phone("Ivan"), phone("Somebody"), operator("Olena")
    _, head, words = await a_taken_case(person, desk)
    answer = await answered(person, desk, head, "Go to the bridge")
    rehearsal.world.faults.next_flood("editMessageText", 30)
    await desk.edits(answer, "Do NOT go to the bridge")
    await all_met(rehearsal, desk)
    await continues(second, words)
    await second.sees("Do NOT go to the bridge")
    await desk.edits(answer, "Do NOT go anywhere")
    await second.sees("Do NOT go anywhere")
    assert nobody_has("NOT go", person)


@pytest.mark.slow
async def test_who_erases_everything_leaves_an_answer_on_its_way_marked_as_lost(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    _, head, _ = await a_taken_case(person, desk)
    await person.sends("/delete")
    await person.sees_button("Yes, erase everything")
    rehearsal.world.faults.next_flood("sendMessage", 10)
    answer = await desk.replies(head, "Come to the gate at noon")
    await all_met(rehearsal, desk)
    await person.taps("Yes, erase everything")
    await desk.sees_reaction(answer, "💔")
    assert nobody_has("gate at noon", person)


async def test_a_correction_that_does_not_arrive_is_told_as_that_and_shown_beside_the_old_words(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    answer = await answered(person, desk, head, "Go to the bridge")
    rehearsal.world.faults.next_refusal("editMessageText", 400, REFUSED)
    await desk.edits(answer, "Do NOT go to the bridge")
    told = await desk.sees("the correction did not arrive; the earlier words still stand there", in_=alias)
    assert (told.reply_to, "blocked" in told.text) == (answer.id, False)
    await desk.sees_reaction(answer, "💔")
    await open_shows(desk, head, SHOWN + "Go to the bridge", LOST + "Do NOT go to the bridge")
    await desk.edits(answer, "Do NOT go to the bridge!")
    await person.sees("Do NOT go to the bridge!")
    await desk.sees_reaction(answer, "👌")
    await open_shows(desk, head, SHOWN + "Do NOT go to the bridge!")


async def test_a_long_answer_whose_beginning_is_refused_reaches_nobody_in_part(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    rehearsal.world.faults.next_refusal("sendMessage", 400, REFUSED)
    answer = await desk.replies(head, LONG)
    line = await desk.sees("your message did not arrive", in_=alias)
    assert "blocked" not in line.text
    await desk.sees_reaction(answer, "💔")
    await answered(person, desk, head, "Read this one")
    assert nobody_has("TAIL", person)
    await open_shows(desk, head, LOST + "BEGINNING")
    assert len([one for one in rehearsal.group.messages.values() if "did not arrive" in one.text]) == 1


class SecondRefused(Faults):
    """The second message from now on is refused."""

    count = 0

    def take(self, method: str) -> Fault | None:
        if method == "sendMessage":
            self.count += 1
            if self.count == 2:
                self.next_refusal(method, 400, REFUSED)
        return super().take(method)


async def test_a_long_answer_whose_end_is_refused_is_not_called_delivered(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    rehearsal.world.faults = SecondRefused()
    answer = await desk.replies(head, LONG)
    await person.sees("BEGINNING")
    line = await desk.sees("only the beginning of your message arrived", in_=alias)
    assert line.reply_to == answer.id
    await desk.sees_reaction(answer, "💔")
    await open_shows(desk, head, LOST + "BEGINNING")
    assert "answered, waiting" not in (await desk.sees("by Olena")).text
    await desk.edits(answer, "Stay where you are")
    await desk.sees_reaction(answer, "👌")
    await open_shows(desk, head, SHOWN + "Stay where you are")
    await desk.sees("answered, waiting for the person")


@pytest.mark.parametrize(("method", "arrives"), [("sendPhoto", False), ("sendMessage", True)])
async def test_a_photo_and_its_long_caption_go_together_or_are_told_not_to(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage, method: str, *, arrives: bool
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    rehearsal.world.faults.next_refusal(method, 400, REFUSED)
    caption = "BEGINNING " + "word " * 196 + "TAIL"
    answer = rehearsal.world.photo(desk.user, rehearsal.group, caption=caption, reply_to=head.id, thread=head.thread)
    await desk.sees("only the beginning" if arrives else "your message did not arrive", in_=alias)
    await desk.sees_reaction(answer, "💔")
    await answered(person, desk, head, "Read this one")
    assert nobody_has("TAIL", person)
    assert nobody_has("BEGINNING", person) is not arrives


async def test_a_correction_that_is_refused_takes_nothing_of_the_old_words_away(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    answer = await desk.replies(head, LONG)
    await person.sees("TAIL")
    await desk.sees_reaction(answer, "👌")
    await desk.sees("answered, waiting for the person")
    await person.sees("An operator has answered")
    rehearsal.world.faults.next_refusal("editMessageText", 400, REFUSED)
    await desk.edits(answer, "OTHER " + LONG.replace("TAIL", "END"))
    await desk.sees("the earlier words still stand there", in_=alias)
    assert not nobody_has("TAIL", person)
    assert nobody_has("OTHER", person)
    assert nobody_has("END", person)
    await desk.edits(answer, "Stay where you are")
    await person.sees("Stay where you are")
    await person.no_longer_sees("TAIL")


async def test_a_note_counts_as_sent_only_once_it_arrived(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, _, _ = await a_taken_case(person, desk)
    await desk.sends("Stay in the cellar", in_=alias)
    note = await desk.sees("Internal note", in_=alias)
    rehearsal.world.faults.next_refusal("sendMessage", 400, REFUSED)
    await desk.taps("Send to the person", under=note)
    await desk.sees("your message did not arrive", in_=alias)
    assert "not sent to the person" in note.text
    await desk.taps("Send to the person", under=note)
    await person.sees("Stay in the cellar")
    await desk.sees("sent to the person after all", in_=alias)


async def test_a_block_is_named_as_the_reason_and_counts_for_every_wording_that_was_never_sent(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    alias, head, _ = await a_taken_case(person, desk)
    rehearsal.world.faults.next_flood("sendMessage", 2)
    rehearsal.world.faults.next_refusal("sendMessage", 403, BLOCKED)
    answer = await desk.replies(head, "Go to the bridge")
    await rehearsal.wait(lambda: len(rehearsal.world.faults.waiting) == 1, "the first to be met", desk.user)
    await desk.edits(answer, "Do NOT go to the bridge")
    line = await desk.sees("your message did not arrive", in_=alias)
    assert "blocked the bot" in line.text
    talk = await open_shows(desk, head, LOST + "Go to the bridge", LOST + "Do NOT go to the bridge")
    assert SHOWN not in talk


async def test_an_edit_of_what_never_reached_the_person_is_told_as_that(
    phone: Callable[..., Phone], operator: Callable[..., Operator], rehearsal: Stage
) -> None:
    person, desk = phone("Ivan"), operator("Olena", admin=True)
    alias, head, _ = await a_taken_case(person, desk)
    group = {"id": rehearsal.group.id, "type": "supergroup", "title": "Operators"}
    hidden = rehearsal.world.say(
        desk.user, rehearsal.group, "Come", reply_to=head.id, thread=head.thread, extra={"sender_chat": group}
    )
    await desk.sees("anonymous administrator", in_=alias)
    await desk.edits(hidden, "Come at noon")
    line = await desk.sees("This message did not reach the person", in_=alias)
    assert line.reply_to == hidden.id
    assert not [one for one in rehearsal.group.messages.values() if "can no longer reach" in one.text]
    assert nobody_has("Come", person)
