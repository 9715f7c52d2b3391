"""Who says he is under 18 gets an operator and an answer, and no application."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows import answers
from bot.flows import form as forms
from bot.flows.buttons import button
from bot.flows.danger import Danger
from bot.flows.talk import Place

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.moves import Move, Turn
    from bot.flows.talk import Form, Phrase, Row, Talk


def leave(turn: Turn, _value: str) -> Move:
    """Leave the application for the operator's question; own words in it are held, nothing of it is sent."""
    left = forms.own_words(turn.form)
    held = f"{turn.talk.held}\n{left}".strip()
    there = turn.talk.to(Place.ASK, form=None, held=held, minor=True, danger=Danger.MINOR, topic=None, answer=None)
    return there, ()


def grown(turn: Turn, _value: str) -> Move:
    """He is 18 after all: everything is as it was before he said it."""
    danger = None if turn.talk.danger is Danger.MINOR else turn.talk.danger
    there = Place.DOOR if turn.talk.door else Place.HOME
    return turn.talk.to(there, minor=False, danger=danger, topic=None, answer=None), ()


def told(book: Book, talk: Talk) -> tuple[Phrase, ...]:
    """The answer for them, above the operator's question."""
    key = Danger.MINOR.answer
    return answers.body(book, key) if talk.minor and key in book.answers else ()


def way_back(talk: Talk) -> tuple[Row, ...]:
    """The row for somebody who pressed or was taken for one by mistake."""
    return ((button("adult"),),) if talk.minor else ()


def door_in(form: Form, talk: Talk, *, first: str) -> tuple[Row, ...]:
    """The row in the first question of every application; nobody has to press it."""
    return ((button("minor"),),) if form.step == first and not form.editing and not talk.minor else ()


def marked(talk: Talk, kind: Danger) -> Talk:
    """The talk of somebody who wrote that he is under 18."""
    return replace(talk, minor=True) if kind is Danger.MINOR else talk
