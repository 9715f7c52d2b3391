"""Every rule the content must keep, as pure functions over a Book: what is wrong, and where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.flows import canned, check_apply, check_articles, check_keys, check_texts, check_wording
from bot.flows.answers import law_of
from bot.flows.faults import Fault
from bot.flows.model import END, Flow, Kind, Need, Step
from bot.progress import Told, unwatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.flows.model import Book
    from bot.texts import Texts

MOST_QUESTIONS: Final = 6
MOST_LATER: Final = 13
LEAST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 5
MOST_TOPICS: Final = 7
MOST_ANSWERS: Final = 8
MOST_RELATED: Final = 3
_TAKEN: Final = frozenset({"why", "short"})
_TREE: Final = "answers/tree.toml"
_ANSWERS: Final = "answers/answers.toml"


def inspect(book: Book, program: Texts | None = None, *, style: bool = True, told: Told = unwatched) -> list[Fault]:
    """Return all faults of a book; the texts are looked at once the files fit together.

    `program`: the texts that ship with the program and say what its code asks for, where the book has its own.
    Without `style` the long look at each word is left out: a bot that starts does not stop for what it would find.
    """
    faults = [*_flows(book), *_tree(book), *_answers(book), *_dangers(book), *check_apply.inspect(book)]
    rules = (
        check_keys.inspect(book, program or book.texts),
        check_texts.inspect(book),
        check_wording.inspect(book, style=style),
        check_articles.inspect(book),
        canned.inspect(book),
    )
    found: list[Fault] = []
    for done, rule in enumerate(rules if not faults else ()):
        told("looking at each text", done, len(rules))
        found += rule
    return faults or list(dict.fromkeys(found))


def _flows(book: Book) -> Iterator[Fault]:
    for flow in book.flows.values():
        yield from _doors(flow, book)
        for rule in (_shape, _names, _ways):
            yield from rule(flow)
    for door, times in Counter(flow.door for flow in book.flows.values() if flow.door and not flow.beneath).items():
        if times > 1:
            yield Fault("flows", "", "door", f"{times} files have the door {door}; keep one")


def _doors(flow: Flow, book: Book) -> Iterator[Fault]:
    if (flow.door is None) is not bool(flow.continues):
        yield _at(flow, None, "door", "either a door, or the doors whose applications it continues")
    for door in (flow.door, *flow.continues):
        if door is not None and door not in book.doors:
            yield _at(flow, None, "door", f"no door {door} in {_TREE}; add it there, or name another")
    if flow.beneath is not None and flow.beneath not in book.answers:
        yield _at(flow, None, "beneath", f"no answer {flow.beneath} in {_ANSWERS}; name another")
    not_for_himself = {name for name, door in book.doors.items() if not door.apply}
    for step in flow.steps:
        searches = step.needs is Need.SEARCH and flow.door in not_for_himself
        if step.needs and not flow.continues and not searches:
            yield _at(flow, step, "needs", "names and places are never asked at first contact; take it out")


def _at(flow: Flow, step: Step | None, field: str, what: str) -> Fault:
    return Fault(f"flows/{flow.name}.toml", step.name if step else "", field, what)


def _shape(flow: Flow) -> Iterator[Fault]:
    if len(flow.questions) > (most := MOST_LATER if flow.continues else MOST_QUESTIONS):
        yield _at(flow, None, "step", f"{len(flow.questions)} questions; at most {most}: remove one")
    apart = all(step.needs for step in flow.steps)
    if not apart and not any(step.kind is Kind.TEXT and step.needs is None for step in flow.steps):
        yield _at(flow, None, "step", "no text step: words written elsewhere would have no place; add one")
    for step in flow.steps:
        yield from _options(flow, step)


def _options(flow: Flow, step: Step) -> Iterator[Fault]:
    choice = step.kind is Kind.CHOICE
    if choice and not LEAST_OPTIONS <= len(step.options) <= MOST_OPTIONS:
        yield _at(flow, step, "options", f"{len(step.options)} options; a choice has {LEAST_OPTIONS} to {MOST_OPTIONS}")
    if not choice and (step.options or step.urgent or step.heed or step.goto):
        yield _at(flow, step, "options", f"a {step.kind} has no options, urgent, heed or goto")
    if step.year and step.kind is not Kind.DATE:
        yield _at(flow, step, "year", f"a {step.kind} has no year; only a date")
    for field, named in (("urgent", step.urgent), ("heed", step.heed), ("goto", step.goto)):
        for option in named:
            if choice and option not in step.options:
                yield _at(flow, step, field, f"no option {option}; write one of {', '.join(step.options)}")
    for option in sorted(_TAKEN.intersection(step.options)):
        yield _at(flow, step, "options", f"{option} is the name of another text; call the option otherwise")


def _names(flow: Flow) -> Iterator[Fault]:
    keys = Counter(key for step in flow.steps for key in check_texts.step_keys(flow, step))
    for step in flow.steps:
        if step.name == END:
            yield _at(flow, step, "name", f"{END} means the summary; call the step otherwise")
        for key in check_texts.step_keys(flow, step):
            if keys[key] > 1:
                yield _at(flow, step, "name", f"the text {key} would belong to two things; rename one")
                break


def _ways(flow: Flow) -> Iterator[Fault]:
    order = [step.name for step in flow.steps]
    for step in flow.steps:
        for option, target in step.goto.items():
            if target == END:
                continue
            if target not in order:
                yield _at(flow, step, "goto", f"{option}: no step {target}; name a later step, or {END}")
            elif order.index(target) <= order.index(step.name):
                yield _at(
                    flow,
                    step,
                    "goto",
                    f"{option}: {target} does not come later; that would be a circle: name a later step",
                )
    if flow.steps[0].aside:
        yield _at(flow, flow.steps[0], "aside", "the first step can not be an aside; put another before it")
    reached = _reached(flow)
    for step in flow.steps:
        if step.name not in reached:
            yield _at(flow, step, "name", "no way leads to this step; let a goto lead to it, or remove it")


def _reached(flow: Flow) -> set[str]:
    order = [step.name for step in flow.steps]
    reached, waiting = set[str](), [order[0]]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in order:
            continue
        reached.add(name)
        at = order.index(name)
        step = flow.steps[at]
        waiting += step.goto.values()
        # A question may always be skipped, so the next step is reached whatever its options say.
        waiting += [later.name for later in flow.steps[at + 1 :] if not later.aside][:1]
    return reached


def _tree(book: Book) -> Iterator[Fault]:
    for key, door in book.doors.items():
        most = MOST_ANSWERS - len(door.plights) if door.plights else MOST_TOPICS
        yield from _list(f"door.{key}", door.topics, book.topics, field="topics", most=most)
        for name in door.plights:
            if name not in book.plights:
                yield Fault(_TREE, f"door.{key}", "plights", f"no plight {name}; add it there, or remove it")
    for key, plight in book.plights.items():
        for name in (*filter(None, (plight.answer,)), *plight.answers):
            if name not in book.answers:
                yield Fault(_TREE, f"plight.{key}", "answers", f"no answer {name}; name another")
    for key, topic in book.topics.items():
        yield from _list(f"topic.{key}", topic.answers, book.answers, field="answers", most=MOST_ANSWERS)
    open_topics = {topic for door in book.doors.values() for topic in door.topics}
    for key in book.topics:
        if key not in open_topics:
            yield Fault(_TREE, f"topic.{key}", "", "behind no door; put it behind one, or remove it")


def _list(step: str, keys: tuple[str, ...], there: Iterable[str], *, field: str, most: int) -> Iterator[Fault]:
    if not 1 <= len(keys) <= most:
        yield Fault(_TREE, step, field, f"{len(keys)} entries; 1 to {most}: split it or fill it")
    for key, times in Counter(keys).items():
        if key not in set(there):
            yield Fault(_TREE, step, field, f"no {field.removesuffix('s')} {key}; add it, or take it off this list")
        if times > 1:
            yield Fault(_TREE, step, field, f"{key} is there {times} times; keep one")


def _answers(book: Book) -> Iterator[Fault]:
    listed = {key for topic in book.topics.values() for key in topic.answers}
    for key, answer in book.answers.items():
        where = f"answer.{key}"
        if key not in listed:
            yield Fault(_ANSWERS, where, "", "in no topic; put it into one, or remove it")
        if len(answer.related) > MOST_RELATED:
            yield Fault(
                _ANSWERS, where, "related", f"{len(answer.related)} entries; at most {MOST_RELATED}: remove one"
            )
        for other in answer.related:
            if other == key or other not in book.answers:
                yield Fault(
                    _ANSWERS,
                    where,
                    "related",
                    "itself; name another" if other == key else f"no answer {other}; name another",
                )
        for door in answer.titles:
            if door not in book.doors:
                yield Fault(_ANSWERS, where, "titles", f"no door {door} in {_TREE}; add it there, or name another")
        for provision in answer.provisions:
            if not law_of(provision):
                yield Fault(_ANSWERS, where, "provisions", f"{provision}: write an act and an article, as `GC III 13`")


def _dangers(book: Book) -> Iterator[Fault]:
    for kind in book.dangers.lists:
        if kind.answer and kind.answer not in book.answers:
            yield Fault(_ANSWERS, f"answer.{kind.answer}", "", f"missing; the danger words of [{kind}] lead to it")
