"""What a person sees at each place: phrases and buttons, in no language yet; and how a screen is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows import (
    answers,
    changing,
    crisis,
    danger_now,
    endings,
    form_screens,
    groups,
    learning,
    links,
    minors,
    plights,
    protection,
    receipts,
    tongues,
    traces,
    waiting,
)
from bot.flows.buttons import EXIT, HOME, WAY_OUT, answer_button, button, door_of, read_row
from bot.flows.form import progress
from bot.flows.talk import Option, Phrase, Place, Row, Screen
from bot.texts import excerpt

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Arg, Known, Talk
    from bot.texts import Texts

_HELD_SHOWN: Final = 1500
_MOST_IN_LAST_ROW: Final = 3


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the screen of the place where the person stands. Pure; the talk stays as it is."""
    screen = _BUILDERS[talk.place](book, talk, known)
    hints = (talk.hint, "hint-unasked" if talk.unasked else "")
    said = (Phrase.of(hint) for hint in hints if hint)
    return Screen((*screen.parts, *said), _with_exit(screen.rows))


def _with_exit(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Quick exit stands on every screen that has a button, last of all."""
    if not rows:
        return rows
    *above, last = rows
    return (*above, (*last, EXIT)) if len(last) < _MOST_IN_LAST_ROW else (*rows, (EXIT,))


def words(texts: Texts, language: str, screen: Screen) -> str:
    """Return the screen's text as Telegram HTML. Raises ContentError: a text is missing or wants another argument."""
    return "\n\n".join(texts.say(language, part.key, **_spoken(texts, language, part)) for part in screen.parts)


def label(texts: Texts, language: str, phrase: Phrase) -> str:
    """Return a phrase without markup, as a button shows it. Raises ContentError as `words` does."""
    return texts.plain(language, phrase.key, **_spoken(texts, language, phrase))


def _spoken(texts: Texts, language: str, phrase: Phrase) -> dict[str, str | int]:
    return {name: _said(texts, language, value) for name, value in phrase.args.items()}


def _said(texts: Texts, language: str, value: Arg) -> str | int:
    match value:
        case Phrase():
            return label(texts, language, value)
        case tuple():
            return "; ".join(label(texts, language, phrase) for phrase in value)
        case _:
            return value


def languages(book: Book) -> Row:
    """Return the row of languages, each in its own name."""
    return tuple(Option(Phrase.of(f"language-name-{code}"), f"lang:{code}") for code in book.texts.languages)


def _home(book: Book, talk: Talk, known: Known) -> Screen:
    stored = (Phrase.of(f"home-{part}") for part in ("stored", "erase"))
    parts = (who(book, known), *stored, *danger_now.nobody(book, known), Phrase.of("home-choose"))
    doors = _doors(book)
    last = (button("code"), button("help"))
    calls: tuple[Row, ...] = ((button("now"),), (button("crisis"),))
    return Screen(parts, (*calls, *_open_ends(book, talk, known), *doors, last, languages(book), *tongues.door(book)))


def _doors(book: Book) -> tuple[Row, ...]:
    return tuple((Option(Phrase.of(f"door-{door}"), f"d:{door}"),) for door in book.doors)


def who(book: Book, known: Known) -> Phrase:
    """Return who runs the line, or that nobody is named."""
    identity = book.project.identity
    if identity.name is None:
        return Phrase.of("home-nobody")
    told = {name: getattr(identity, name) for name in ("name", "state_body", "responsible")}
    return Phrase("home-who", {name: said.in_language(known.language) if said else "—" for name, said in told.items()})


def _open_ends(book: Book, talk: Talk, known: Known) -> tuple[Row, ...]:
    rows: list[Row] = []
    if talk.form and not talk.minor:
        number, total = progress(book.flows[talk.form.flow], talk.form)
        rows.append((Option(Phrase.of("button-resume", number=number, total=total), "resume"),))
    held = (button("held"),) if talk.unsent else ()
    case = (button("status"),) if known.has_case else ()
    read = (button("read"),) if known.unread or known.ended else ()
    return (*rows, (*read, *held, *case)) if read or held or case else tuple(rows)


def _ask(book: Book, talk: Talk, known: Known) -> Screen:
    parts = [*tongues.greeting(book, talk), *minors.told(book, talk), Phrase.of("ask"), Phrase.of("voice-known")]
    if known.has_case:
        parts.append(Phrase.of("ask-open-case"))
    return Screen(tuple(parts), (*minors.way_back(talk), WAY_OUT))


def _held(book: Book, talk: Talk, known: Known) -> Screen:
    parts = []
    if said := talk.held or ("" if talk.media or talk.near else talk.mocked):
        parts.append(Phrase.of("held", text=excerpt(said, _HELD_SHOWN)))
    if talk.media:
        parts.append(Phrase.of("held-media"))
    if talk.found:
        parts.append(Phrase.of("held-found"))
    nothing_near = bool(talk.held) and not (talk.found or talk.near or talk.media or talk.taunts)
    again: tuple[Row, ...] = ()
    if talk.near:
        parts.append(Phrase.of("held-near"))
        again = ((button("code"),),)
    sending: tuple[Row, ...] = ((button("ask-send"),), (button("ask-drop"),))
    doors = _doors(book) if nothing_near else ()
    last = Phrase.of("held-nothing" if nothing_near else "held-send")
    return Screen((*parts, last), (*_nearest(book, talk, known), *again, *sending, *doors, WAY_OUT))


def _found(book: Book, talk: Talk, known: Known) -> Screen:
    """His words are with the operators; should they have been a question, an answer may be here already."""
    return Screen((Phrase.of("found"),), (*_nearest(book, talk, known), (button("status"), HOME)))


def _nearest(book: Book, talk: Talk, known: Known) -> tuple[Row, ...]:
    return tuple((answer_button(book, key, door_of(talk, known), "f"),) for key in talk.found)


def _code(book: Book, talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("code"),), (*groups.join_row(book, talk), WAY_OUT))


def _status(book: Book, _talk: Talk, known: Known) -> Screen:
    if not known.has_case:
        none = endings.closed(known) if known.ended else Phrase.of("status-none")
        return Screen((none,), (*read_row(known), (button("code"),), (HOME,)))
    state = Phrase.of("status-unread" if known.unread else f"status-{known.case_state or 'new'}")
    parts = [state, *waiting.told(known), *danger_now.nobody(book, known)]
    if known.check_word:
        parts += [Phrase.of("status-check", check=known.check_word), Phrase.of("check-means")]
    lost, pin = danger_now.way_back(known)
    parts += lost
    again: tuple[Row, ...] = ((button("words"),),) if known.words else ()
    again = (
        *pin,
        *read_row(known),
        *protection.second_row(book, known),
        *changing.row(book, known),
        *links.row(book, known),
        *groups.row(book, known),
        *again,
    )
    return Screen((*parts, Phrase.of("status-write")), (*again, (button("undo"),), (button("delete"),), (HOME,)))


def _learn(book: Book, talk: Talk, known: Known) -> Screen:
    return learning.show(book, talk, known) if learning.shown(talk, known) else _status(book, talk, known)


def _privacy(book: Book, _talk: Talk, known: Known) -> Screen:
    parts = tuple(Phrase.of(f"privacy-{part}") for part in ("stored", "readers", "limits", "lock"))
    rows = ((button("traces"),), (button("checklist"),), (button("pin"), button("delete")), WAY_OUT)
    telegram = Phrase.of("privacy-telegram", rooms=known.rooms, way=known.way)
    erase = endings.erasing(known)
    return Screen((*parts[:3], telegram, endings.kept(known), traces.timer(book, known), parts[3], erase), rows)


def _help(book: Book, _talk: Talk, known: Known) -> Screen:
    how = Phrase.of("help-with-case" if known.has_case else "help")
    parts = [how, Phrase.of("help-fakes"), Phrase.of("help-commands")]
    if channel := book.project.identity.second_channel:
        parts.insert(2, Phrase.of("help-channel", channel=channel.in_language(known.language)))
    return Screen(tuple(parts), ((button("ask"),), (button("privacy"), button("traces")), (button("delete"),), WAY_OUT))


def _language(book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("language"),), (languages(book), WAY_OUT))


def _delete(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("delete"), Phrase.of("delete-not")), ((button("delete-yes"),), WAY_OUT))


def _gone(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("gone"),), ((HOME,),))


def _pin(_book: Book, talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("pin-again" if talk.pin else "pin"),), (WAY_OUT,))


def _clear(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("clear"),), ((button("clear-yes"),), (button("pin"),), WAY_OUT))


def _left(_book: Book, _talk: Talk, _known: Known) -> Screen:
    """What quick exit leaves: one line, no button."""
    return Screen((Phrase.of("left"),), ())


def _cancel(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("cancel"),), ((button("cancel-yes"),), WAY_OUT))


_BUILDERS: Final = {
    Place.HOME: _home,
    Place.DOOR: answers.door,
    Place.PLIGHT: plights.show,
    Place.TOPIC: answers.topic,
    Place.ANSWER: answers.answer,
    Place.STEP: form_screens.step,
    Place.SUMMARY: form_screens.summary,
    Place.CONFIRM: form_screens.confirm,
    Place.RECEIPT: receipts.show,
    Place.PROTECTION: protection.show,
    Place.ASK: _ask,
    Place.HELD: _held,
    Place.FOUND: _found,
    Place.CODE: _code,
    Place.CRISIS: crisis.show,
    Place.NOW: danger_now.show,
    Place.LEARN: _learn,
    Place.STATUS: _status,
    Place.PRIVACY: _privacy,
    Place.HELP: _help,
    Place.LANGUAGE: _language,
    Place.DELETE: _delete,
    Place.GONE: _gone,
    Place.CANCEL: _cancel,
    Place.PIN: _pin,
    Place.CLEAR: _clear,
    Place.LEFT: _left,
    Place.TRACES: traces.show,
    Place.CHECKLIST: traces.checklist,
    Place.LINK: links.show,
    Place.TELL: links.tell,
    Place.GROUP: groups.show,
    Place.JOIN: groups.join,
    Place.TONGUES: tongues.show,
}
