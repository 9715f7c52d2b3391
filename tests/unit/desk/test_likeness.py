"""What of a person's words can be compared with others'."""

from __future__ import annotations

import pytest

from bot.desk.doubt import likeness
from bot.desk.doubt.likeness import DATA, LONG_LETTERS, TEXT, answers, bare, differs, long_words
from bot.flows.effects import Answered
from bot.flows.model import Need
from bot.flows.phrases import Phrase
from tests.switched import switched_on

LONG = "Здравствуйте, служу вторую неделю, хочу сдаться вместе с товарищем, что нам делать дальше"
Q = Phrase.of("q")


def named(**words: str) -> list[Answered]:
    return [Answered(step, Q, None, said, needs=Need.IDENTITY) for step, said in words.items()]


def test_the_same_words_are_the_same_whatever_they_look_like() -> None:
    assert bare("Ёлка, ЁЛКА!") == bare("елка елка")
    assert bare("Петрoв") == bare("Петров"), "a Latin letter that looks like ours"
    assert bare("Київ") == bare("Киив")
    assert list(long_words(LONG)) == list(long_words(LONG.upper() + "!!! 🙏"))


def test_short_words_are_everybodys() -> None:
    assert not list(long_words("я хочу сдаться"))
    assert not list(long_words(" ".join("я" * (LONG_LETTERS - 1))))


def test_a_surname_alone_is_shared_by_thousands() -> None:
    flow = switched_on().flows["second"]
    assert not list(answers(flow, named(surname="Кузнецов")))
    both = list(answers(flow, named(surname="Кузнецов", names="Пётр Иванович")))
    assert [kind for kind, _ in both] == [DATA]
    assert both == list(answers(flow, named(names="петр иванович", surname="КУЗНЕЦОВ")))


def test_documents_and_long_texts_of_a_form_count() -> None:
    flow = switched_on().flows["second"]
    assert list(answers(flow, named(number="АБ-123456"))) == [(DATA, "number аб123456")]
    assert [kind for kind, _ in answers(flow, [Answered("tell", Q, None, LONG)])] == [TEXT]
    assert not list(answers(None, []))


@pytest.mark.parametrize("number", ["+7 912 345-67-89", "8 (912) 345 67 89", "9123456789"])
def test_a_telephone_is_its_last_nine_digits(number: str) -> None:
    assert list(likeness._phone(number)) == [(DATA, "phone 123456789")]
    assert not list(likeness._phone("112"))


def test_an_answer_given_otherwise_is_seen_and_a_skipped_one_is_not() -> None:
    alone, group, skipped = ({"name": "company", "chosen": one} for one in ("alone", "group", ""))
    assert differs([alone], [group])
    assert not differs([alone], [alone])
    assert not differs([alone], [skipped])
    assert not differs([skipped], [group])
    assert not differs([alone], [{"name": "health", "chosen": "group"}])
    assert not differs([{"name": "company", "fact": "Only about me"}], [alone])
    assert differs([{"name": "surname", "text": "Петров"}], [{"name": "surname", "text": "Сидоров"}], by="text")
