"""What nobody asked: a unit, a place, a name, a number. It is taken out of all words before anything keeps them.

Whatever a step of the talk would keep or send passes here, so that no screen, card or case ever holds it. Steps that
ask for such a thing keep their answers. Danger words are never taken out: a text speaks of the same danger after.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.flows.danger import danger
from bot.flows.effects import Ask, Remove, Submit
from bot.flows.model import Kind
from bot.flows.talk import Gave, Typed
from bot.flows.turns import but
from bot.flows.unasked_shapes import spans as shapes
from bot.flows.unasked_words import spans as words
from bot.texts import clean, units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.flows.danger import Danger
    from bot.flows.model import Book
    from bot.flows.talk import Effect, Event, Form, Talk
    from bot.flows.turns import Move
    from bot.flows.unasked_lists import Cues
    from bot.flows.unasked_shapes import Span

ROOM: Final = 4_000
"""UTF-16 units up to which marks may lengthen a text; beyond, three dots stand for each, and it grows no more."""
_DOTS: Final = "[…]"
_SHORTEST: Final = 3
_ASKED: Final = frozenset({Kind.PLACE, Kind.PHONE})
"""Kinds of steps that ask for what else would be taken out."""


def found(book: Book, text: str) -> list[Span]:
    """Return what nobody asked, in the order of the text; where two overlap they are one."""
    seen = list(book.unasked.lately.of(text, partial(_seen, book.unasked)))
    kind = danger(book, text)
    return seen if kind is None or not seen else _harmless(book, text, kind, seen, [])


def _seen(cues: Cues, text: str) -> tuple[Span, ...]:
    return tuple(_joined(text, sorted({*shapes(text), *words(cues, text)})))


def _harmless(book: Book, text: str, kind: Danger, spans: list[Span], gone: list[Span]) -> list[Span]:
    """Those of the spans without which, and without what is gone, the text still speaks of the same danger."""
    rest = _without(text, [(span, _DOTS) for span in sorted((*gone, *spans))])
    if danger(book, rest) is kind:
        return spans
    if len(spans) == 1:
        return []
    half = len(spans) // 2
    first = _harmless(book, text, kind, spans[:half], gone)
    return first + _harmless(book, text, kind, spans[half:], [*gone, *first])


def taken_out(book: Book, language: str, text: str) -> str:
    """Return a text with a short mark in place of each; the same text where there is none."""
    seen = found(book, text)
    if not seen:
        return text
    marked = _without(text, [(span, book.texts.plain(language, f"unasked-{span[2]}")) for span in seen])
    if units(marked) > max(ROOM, units(text)):
        marked = _without(text, [(span, _DOTS) for span in seen])
    return marked


def kept_out(book: Book, language: str, before: Talk, move: Move, event: Event) -> Move:
    """Return a move that keeps and sends nothing of it. If there was any, what came leaves the chat and he is told."""
    talk, effects = move
    there = but(
        talk,
        held=_again(book, language, talk.held, before.held),
        near=_again(book, language, talk.near, before.near),
        mocked=_again(book, language, talk.mocked, before.mocked),
        form=_form(book, language, talk, before),
    )
    sent = tuple(_sent(book, language, effect) for effect in effects)
    told = (there, sent) != (talk, effects) or _left_behind(book, effects, event)
    if told and isinstance(event, Typed | Gave) and Remove() not in sent:
        sent = (Remove(), *sent)
    return but(there, unasked=told), sent


def _joined(text: str, seen: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end, mark in seen:
        if end - start < _SHORTEST:
            continue
        if joined and (start < joined[-1][1] or (mark is joined[-1][2] and text[joined[-1][1] : start].isspace())):
            first, last, kind = joined[-1]
            joined[-1] = (first, max(last, end), kind)
        else:
            joined.append((start, end, mark))
    return joined


def _without(text: str, marks: Iterable[tuple[Span, str]]) -> str:
    said, behind = "", 0
    for (start, end, _), mark in marks:
        said += text[behind:start] + mark
        behind = end
    return said + text[behind:]


def _again(book: Book, language: str, text: str, before: str) -> str:
    return text if text == before else taken_out(book, language, text)


def _form(book: Book, language: str, talk: Talk, before: Talk) -> Form | None:
    """The open application; what is kept apart was asked for, and so was the answer to a step of such a kind."""
    form = talk.form
    if form is None or form == before.form:
        return form
    answers = dict(form.answers)
    for name, given in form.answers.items():
        if not _asks(book, form, name) and (words := taken_out(book, language, given.words)) != given.words:
            answers[name] = replace(given, words=words)
    return form if answers == form.answers else replace(form, answers=answers)


def _asks(book: Book, form: Form, name: str) -> bool:
    flow = book.flows.get(form.flow)
    step = flow.find(name) if flow is not None else None
    return name in form.apart or (step is not None and step.kind in _ASKED)


def _sent(book: Book, language: str, effect: Effect) -> Effect:
    match effect:
        case Ask():
            return replace(effect, text=taken_out(book, language, effect.text))
        case Submit():
            flow = book.flows.get(effect.flow)
            asked = {step.name for step in flow.steps if step.kind in _ASKED} if flow is not None else set()
            return replace(
                effect,
                answers=tuple(
                    one
                    if one.needs is not None or one.step in asked
                    else replace(one, words=taken_out(book, language, one.words))
                    for one in effect.answers
                ),
            )
        case _:
            return effect


def _left_behind(book: Book, effects: tuple[Effect, ...], event: Event) -> bool:
    """Whether what came would stay in the chat although nothing kept it."""
    return isinstance(event, Typed | Gave) and Remove() not in effects and bool(found(book, clean(event.text)))
