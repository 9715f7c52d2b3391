"""What a person sees at each place: phrases and buttons, in no language yet; and how a screen is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flows import answers, crisis, form_screens
from bot.flows.buttons import HOME, WAY_OUT, button
from bot.flows.form import progress
from bot.flows.talk import Option, Phrase, Place, Row, Screen
from bot.texts import excerpt

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Arg, Known, Talk
    from bot.texts import Texts

_HELD_SHOWN: Final = 1500


def show(book: Book, talk: Talk, known: Known) -> Screen:
    """Return the screen of the place where the person stands. Pure; the talk stays as it is."""
    screen = _BUILDERS[talk.place](book, talk, known)
    if not talk.hint:
        return screen
    return Screen((*screen.parts, Phrase.of(talk.hint)), screen.rows)


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
    parts = (_who(book, known), *(Phrase.of(f"home-{part}") for part in ("stored", "erase", "choose")))
    doors = tuple((Option(Phrase.of(f"door-{door}"), f"d:{door}"),) for door in book.doors)
    last = (button("code"), button("help"))
    return Screen(parts, (*_open_ends(book, talk, known), *doors, last, languages(book)))


def _who(book: Book, known: Known) -> Phrase:
    identity = book.project.identity
    if identity.name is None:
        return Phrase.of("home-nobody")
    told = {name: getattr(identity, name) for name in ("name", "state_body", "responsible")}
    return Phrase("home-who", {name: said.in_language(known.language) if said else "—" for name, said in told.items()})


def _open_ends(book: Book, talk: Talk, known: Known) -> tuple[Row, ...]:
    rows: list[Row] = []
    if talk.form:
        number, total = progress(book.flows[talk.form.flow], talk.form)
        rows.append((Option(Phrase.of("button-resume", number=number, total=total), "resume"),))
    if talk.held or talk.near or talk.media:
        rows.append((button("held"),))
    if known.has_case:
        rows.append((button("status"),))
    return tuple(rows)


def _receipt(_book: Book, talk: Talk, known: Known) -> Screen:
    unread = known.case_state in {None, "new", "reopened"}
    parts = [Phrase.of(f"receipt-{talk.sent or 'question'}" if unread else f"status-{known.case_state}")]
    if known.words:
        parts.append(Phrase.of("receipt-words", words=" ".join(known.words)))
    if known.check_word:
        parts.append(Phrase.of("receipt-check", check=known.check_word))
    learned: tuple[Row, ...] = ((button("learned"),),) if known.words else ()
    return Screen((*parts, Phrase.of("receipt-next")), (*learned, (button("status"), HOME)))


def _ask(_book: Book, _talk: Talk, known: Known) -> Screen:
    parts = [Phrase.of("ask")]
    if known.has_case:
        parts.append(Phrase.of("ask-open-case"))
    return Screen(tuple(parts), (WAY_OUT,))


def _held(_book: Book, talk: Talk, _known: Known) -> Screen:
    parts = []
    if talk.held:
        parts.append(Phrase.of("held", text=excerpt(talk.held, _HELD_SHOWN)))
    if talk.media:
        parts.append(Phrase.of("held-media"))
    again: tuple[Row, ...] = ()
    if talk.near:
        parts.append(Phrase.of("held-near"))
        again = ((button("code"),),)
    rows = (*again, (button("ask-send"),), (button("ask-drop"),), WAY_OUT)
    return Screen((*parts, Phrase.of("held-send")), rows)


def _code(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("code"),), (WAY_OUT,))


def _status(_book: Book, _talk: Talk, known: Known) -> Screen:
    if not known.has_case:
        return Screen((Phrase.of("status-none"),), ((button("code"),), (HOME,)))
    parts = [Phrase.of(f"status-{known.case_state or 'new'}")]
    if known.check_word:
        parts.append(Phrase.of("status-check", check=known.check_word))
    again: tuple[Row, ...] = ((button("words"),),) if known.words else ()
    return Screen((*parts, Phrase.of("status-write")), (*again, (button("delete"),), (HOME,)))


def _privacy(book: Book, _talk: Talk, _known: Known) -> Screen:
    parts = tuple(Phrase.of(f"privacy-{part}") for part in ("stored", "readers", "limits", "erase"))
    timer = Phrase.of("privacy-timer", hours=book.project.traces.hours)
    return Screen((*parts[:3], timer, *parts[3:]), ((button("delete"),), WAY_OUT))


def _help(book: Book, _talk: Talk, known: Known) -> Screen:
    how = Phrase.of("help-with-case" if known.has_case else "help")
    parts = [how, Phrase.of("help-fakes"), Phrase.of("help-commands")]
    if channel := book.project.identity.second_channel:
        parts.insert(2, Phrase.of("help-channel", channel=channel.in_language(known.language)))
    return Screen(tuple(parts), ((button("ask"),), (button("privacy"), button("delete")), WAY_OUT))


def _language(book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("language"),), (languages(book), WAY_OUT))


def _delete(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("delete"), Phrase.of("delete-not")), ((button("delete-yes"),), WAY_OUT))


def _gone(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("gone"),), ((HOME,),))


def _cancel(_book: Book, _talk: Talk, _known: Known) -> Screen:
    return Screen((Phrase.of("cancel"),), ((button("cancel-yes"),), WAY_OUT))


_BUILDERS: Final = {
    Place.HOME: _home,
    Place.DOOR: answers.door,
    Place.TOPIC: answers.topic,
    Place.ANSWER: answers.answer,
    Place.STEP: form_screens.step,
    Place.SUMMARY: form_screens.summary,
    Place.CONFIRM: form_screens.confirm,
    Place.RECEIPT: _receipt,
    Place.ASK: _ask,
    Place.HELD: _held,
    Place.CODE: _code,
    Place.CRISIS: crisis.show,
    Place.STATUS: _status,
    Place.PRIVACY: _privacy,
    Place.HELP: _help,
    Place.LANGUAGE: _language,
    Place.DELETE: _delete,
    Place.GONE: _gone,
    Place.CANCEL: _cancel,
}
