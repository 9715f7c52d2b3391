"""Questions in free words: the nearest answers are offered, and nothing that was written is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.stories import takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.acceptance.driver import Operator, Phone

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_free_question_finds_answers_and_can_still_be_sent(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan", "ru"), operator("Olena")
    await person.sends("/start")
    await person.sees_button("Я служу")
    await person.sends("kak sdatsya chtob ne ubili")
    await person.sees("Может быть, ответ уже есть здесь")
    await person.taps("Как сдаться правильно?")
    await person.sees("статья 41")
    await person.taps("‹ Назад")
    await person.taps("Отправить оператору")
    await desk.sees("kak sdatsya chtob ne ubili")


async def test_a_greeting_meets_no_answer_but_a_kind_line_the_operator_and_the_doors(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan", "ru"), operator("Olena")
    await person.sends("/start")
    await person.sees_button("Я служу")
    await person.sends("привет")
    screen = await person.sees("Готового ответа на это здесь нет.")
    assert "Может быть, ответ уже есть здесь" not in screen.text
    assert {"Отправить оператору", "Я служу", "О близком человеке"} <= {
        key["text"] for row in screen.buttons for key in row
    }
    await person.taps("О близком человеке")
    await person.taps("Что будет в плену")
    await person.taps("Его там будут бить?")
    await person.sees("В этом ответе «вы» — это он.")
    await person.taps("В начало")
    await person.taps("Мой неотправленный вопрос")
    await person.taps("Отправить оператору")
    await desk.sees("привет")


async def test_words_in_an_open_case_go_to_the_operators_first(
    phone: Callable[..., Phone], operator: Callable[..., Operator]
) -> None:
    person, desk = phone("Ivan"), operator("Olena")
    await person.sends("/start")
    await person.taps("I only have a question")
    await person.taps("Ask an operator")
    await person.sends("hello")
    alias = await takes(desk)
    await person.sends("will they film me and show my face")
    await desk.sees("will they film me", in_=alias)
    await person.sees("Was this a question?")
    await person.taps("Will I be filmed?")
    await person.taps("‹ Back")
    await person.sees("Was this a question?")
    await person.sends("yes I am here")
    await desk.sees("yes I am here", in_=alias)
