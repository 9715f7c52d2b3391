"""What a person reads once something was sent: what came, who read it, how to come back, what to do under duress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows import danger_now, endings, groups, waiting
from bot.flows.buttons import HOME, RELATIVE, button, read_row
from bot.flows.model import Need
from bot.flows.switches import asking
from bot.flows.talk import Phrase, Screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.flows.model import Book, Flow, Step
    from bot.flows.talk import Form, Known, Row, Talk


def received(flow: Flow, form: Form) -> tuple[str, ...]:
    """Return the names of the steps whose receipt names them one by one: a second contact's, and what is kept apart."""
    if not flow.continues and not form.apart:
        return ()
    given = (step for step in flow.questions if step.name in form.answers)
    # Of what is kept apart a mere yes or no leaves nothing that would have to be destroyed.
    return tuple(step.name for step in given if step.needs is None or form.answers[step.name].words)


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the receipt: stored, unread, how long people waited, the words, the other order, the check word."""
    parts = [*_stored(book, talk, known), *waiting.told(known), *danger_now.nobody(book, known)]
    if known.group == groups.LEADER:
        parts.append(Phrase.of("receipt-leader"))
    if known.words:
        words = Phrase.of("receipt-words", words=" ".join(known.words))
        forced = () if known.case_door == RELATIVE else (Phrase.of("receipt-forced"),)
        parts += [words, endings.words(known), *forced]
    if known.check_word:
        parts += [Phrase.of("receipt-check", check=known.check_word), Phrase.of("check-means")]
    if not known.keyed:
        parts.append(Phrase.of("receipt-pin"))
    # Beneath the words nothing more: whoever must learn them reads no line too much.
    onward = () if known.words else (Phrase.of("receipt-next"),)
    return Screen((*parts, *onward), _rows(book, known))


def _rows(book: Book, known: Known) -> tuple[Row, ...]:
    forced: tuple[Row, ...] = () if known.case_door == RELATIVE else ((button("protection"),),)
    learned: tuple[Row, ...] = ((button("learned"),), *forced) if known.words else ()
    group = groups.row(book, known) if known.group == groups.LEADER else ()
    safe: tuple[Row, ...] = () if known.keyed else ((button("pin"),),)
    return (*learned, *read_row(known), *group, *safe, (button("traces"),), (button("status"), HOME))


def _stored(book: Book, talk: Talk, known: Known) -> Iterable[Phrase]:
    """What was sent just now is unread, whatever became of the case before; else how the case stands."""
    flow = book.flows.get(talk.sent) if talk.received else None
    unread = (Phrase.of("status-unread"),) if known.unread else ()
    if flow is not None:
        return (Phrase.of(f"receipt-{talk.sent}"), *_listed(book, flow, talk.received), *unread)
    unseen = known.case_state in {None, "new", "reopened", "returned"}
    return (Phrase.of(f"receipt-{talk.sent or 'question'}"),) if unseen else unread or (_state(known),)


def _state(known: Known) -> Phrase:
    return Phrase.of(f"status-{known.case_state}")


def _listed(book: Book, flow: Flow, names: tuple[str, ...]) -> Iterator[Phrase]:
    """What came, by the names of its questions, never its content; and when what is kept apart is destroyed."""
    given = [step for step in flow.questions if step.name in names]
    if plain := [step for step in given if step.needs is None]:
        yield Phrase.of("receipt-received", questions=_named(flow, plain))
    for need in Need:
        apart, rule = [step for step in given if step.needs is need], asking(book.project, need)
        if apart and rule is not None:
            yield Phrase.of(f"receipt-apart-{need}", questions=_named(flow, apart), long=rule.long)


def _named(flow: Flow, steps: Iterable[Step]) -> tuple[Phrase, ...]:
    return tuple(Phrase.of(f"flow-{flow.name}-{step.name}-short") for step in steps)
