"""What becomes of written words and of media, place by place. Nothing that is not kept is taken out of the chat."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.flows import answering, crisis, danger_now, groups, learning, links, locking, plights, taunts
from bot.flows import form as forms
from bot.flows.buttons import RELATIVE
from bot.flows.danger import Danger, danger
from bot.flows.model import VALUES, Kind
from bot.flows.moves import Move, Turn, onward
from bot.flows.screens import label, show
from bot.flows.talk import FORM_PLACES, Ask, CodeRefused, Place, Remove, TryCode
from bot.texts import clean, units

if TYPE_CHECKING:
    from bot.flows.talk import Talk
    from bot.messages import Media

REMOVE: Final = Remove()
_TAKES_WORDS: Final = FORM_PLACES | {Place.ASK, Place.HELD, Place.CODE, Place.TELL, Place.JOIN}
_DANGEROUS: Final = frozenset({Place.DELETE, Place.CANCEL, Place.CLEAR})
_CODE_WORDS: Final = 5
_CODE_SURELY_NOT: Final = 9
_WORD: Final = r"[^\W\d_]+(?:['\u2019\u02bc-][^\W\d_]+)*"


def pressed(turn: Turn, text: str) -> str | None:
    """Return the action of the button whose number or words were typed, where words have no other meaning."""
    if not _buttons_may_be_typed(turn):
        return None
    said = clean(text).casefold().strip(" .!")
    options = show(turn.book, turn.talk, turn.known).options
    if re.fullmatch("[0-9]{1,2}", said):
        if not _numbers_press(turn):
            return None
        return options[int(said) - 1].action if 1 <= int(said) <= len(options) else None
    language, texts = turn.known.language, turn.book.texts
    return next((o.action for o in options if label(texts, language, o.label).casefold().strip(" .!") == said), None)


def _numbers_press(turn: Turn) -> bool:
    """A lone number may answer an operator's question: it never presses what can not be undone."""
    return _buttons_may_be_typed(turn) and turn.talk.place not in _DANGEROUS


def _buttons_may_be_typed(turn: Turn) -> bool:
    match turn.talk.place:
        case Place.STEP:
            step = turn.flow.find(turn.form.step)
            return step is not None and step.kind in {Kind.PAGE, Kind.CHOICE}
        case (
            Place.ASK
            | Place.HELD
            | Place.CODE
            | Place.CRISIS
            | Place.NOW
            | Place.LEARN
            | Place.PIN
            | Place.TELL
            | Place.JOIN
        ):
            return False
        case place:
            return not turn.known.has_case or place in _TAKES_WORDS | _DANGEROUS


def called(turn: Turn, text: str, media: Media | None = None) -> Move | None:
    """Stop everything where danger words came; None where there are none.

    An answer in words stays in its application too: sent later, it is urgent.
    """
    said = clean(text)
    kind = danger(turn.book, said)
    if kind is None:
        return None
    called_for, effects = stop(turn, kind, said, media)
    return _kept_in_form(turn, called_for, said), effects


def stop(turn: Turn, kind: Danger, said: str, media: Media | None = None) -> Move:
    """Call for words of this danger, and stand where nothing else is asked."""
    if kind is Danger.NOW and turn.talk.place is Place.CRISIS and turn.talk.danger is not None:
        # Who was asked whether he wants to die is not led away from there.
        kind = turn.talk.danger
    return crisis.call(turn, kind, said, media)


def _kept_in_form(turn: Turn, talk: Talk, said: str) -> Talk:
    if turn.talk.place is not Place.STEP or forms.full(turn.form, said):
        return talk
    step = turn.flow.find(turn.form.step)
    written = step is not None and step.kind is Kind.TEXT
    return replace(talk, form=forms.write(turn.form, turn.form.step, said)) if written else talk


def typed(turn: Turn, text: str) -> Move:  # noqa: PLR0911 - one line a place
    """Keep what was written where it belongs."""
    said = clean(text)
    if not said:
        return replace(turn.talk, hint="hint-press" if _numbers_press(turn) else "hint-press-only"), (REMOVE,)
    if plights.tells_his_place(turn, said):
        return replace(turn.talk, hint="hint-no-place-of-his"), (REMOVE,)
    if turn.talk.place in {Place.NOW, Place.LEARN, Place.TELL, Place.JOIN}:
        return _called_or_learned(turn, said)
    match turn.talk.place:
        case Place.STEP | Place.SUMMARY | Place.CONFIRM:
            return _in_form(turn, said)
        case Place.CODE:
            return _code(turn, said)
        case Place.ASK if turn.talk.danger is None and taunts.taunts(turn, said):
            return taunts.met(turn, said)
        case Place.ASK:
            return _ask(turn, said, None)
        case Place.RECEIPT if learning.own(turn, said):
            return replace(turn.talk, hint="hint-own-words"), (REMOVE,)
        case Place.PIN:
            return locking.no_pin(turn, said)
        case _:
            return _freely(turn, said)


def _called_or_learned(turn: Turn, said: str) -> Move:
    if turn.talk.place is Place.NOW:
        return danger_now.said(turn, said)
    if turn.talk.place is Place.JOIN and len(re.findall(_WORD, said)) == _CODE_WORDS:
        return _code(replace(turn, talk=turn.talk.to(Place.CODE)), said)
    answer = {Place.TELL: links.said, Place.JOIN: groups.said}.get(turn.talk.place, learning.answer)
    return answer(turn, said) or _freely(turn, said)


def gave(turn: Turn, media: Media, text: str) -> Move:
    """Take a photo, a voice or a video as a question; a place only where operators already talk with the person."""
    said = clean(text)
    if media.kind == "location" and turn.known.case_door == RELATIVE:
        return replace(turn.talk, hint="hint-no-place-of-his"), (REMOVE,)
    if media.kind == "location" and turn.talk.minor:
        return typed(turn, said) if said else (replace(turn.talk, hint="hint-no-place"), (REMOVE,))
    if turn.talk.place in FORM_PLACES | {Place.NOW}:
        return _media_where_asked(turn, said, media)
    return _gave_freely(turn, media, said)


def _gave_freely(turn: Turn, media: Media, said: str) -> Move:
    place_too_early = media.kind == "location" and turn.known.case_state not in danger_now.TOLD_STATES
    if turn.known.has_case and turn.talk.place is not Place.HELD and not place_too_early:
        return _pass_on(turn, said, media)
    if media.kind == "location":
        # Before an operator talks with him a place endangers its sender and is of no use: it is not kept, and goes.
        return replace(turn.talk, hint="hint-no-place"), (REMOVE,)
    if turn.talk.place in {Place.ASK, Place.CRISIS}:
        return _ask(turn, said, media)
    if turn.talk.media is not None or _too_much(turn, said):
        return turn.talk.to(Place.HELD, hint="hint-one-media"), ()
    return _held(turn, f"{turn.talk.held}\n{said}".strip(), media=media), (REMOVE,)


def _media_where_asked(turn: Turn, said: str, media: Media) -> Move:
    if turn.talk.place is Place.NOW:
        return danger_now.said(turn, said, media)
    return answering.given(turn, media, said) or _media_in_form(turn, said, place=media.kind == "location")


def _media_in_form(turn: Turn, said: str, *, place: bool) -> Move:
    """A form holds words alone: those beneath a picture are kept, the picture is not, and he is told.

    A place goes at once, and so do words that were kept, with their picture.
    """
    talk = _in_form(turn, said)[0] if said else turn.talk
    hint = "hint-no-place" if place else "hint-words-under" if said else "hint-no-media"
    return replace(talk, hint=hint), (REMOVE,) if place or said else ()


def _freely(turn: Turn, said: str) -> Move:
    """Words that no place asked for: the operators' where a case is open, else a question that waits for a yes."""
    if turn.talk.place is not Place.CRISIS and taunts.taunts(turn, said):
        return taunts.met(turn, said)
    if turn.known.has_case and turn.talk.place is not Place.HELD:
        passed, effects = _pass_on(turn, said, None)
        found = turn.look_up_surely(said)
        # That screen says itself that they were passed on.
        there = passed.to(Place.FOUND, found=found, answer=None, topic=None, hint="")
        return (there if found else passed), effects
    if turn.talk.place is Place.CRISIS:
        return _ask(turn, said, None)
    return _hold(turn, said)


def _in_form(turn: Turn, said: str) -> Move:
    form = turn.form
    if forms.full(form, said):
        return replace(turn.talk, hint="hint-full"), ()
    step = turn.flow.find(form.step)
    if turn.talk.place is not Place.STEP or step is None or step.kind is Kind.PAGE:
        kept = forms.write(form, forms.last_words(turn.flow), said)
        return replace(turn.talk, form=kept, hint="hint-added"), (REMOVE,)
    kept = forms.write(form, form.step, said)
    if step.kind in VALUES:
        return answering.written(turn, kept, step, said)
    if step.kind in {Kind.TEXT, Kind.MEDIA}:
        return onward(turn, kept), (REMOVE,)
    return replace(turn.talk, form=kept, hint="hint-words-kept"), (REMOVE,)


def _code(turn: Turn, said: str) -> Move:
    words = re.findall(_WORD, said.casefold())
    if len(words) == _CODE_WORDS:
        return replace(turn.talk, hint="hint-code-checking"), (REMOVE, TryCode(" ".join(words)))
    if len(words) == groups.WORDS and (joined := groups.said(turn, said)) is not None:
        return joined
    if len(words) < _CODE_SURELY_NOT:
        return replace(turn.talk, hint="hint-code-five"), (REMOVE,)
    return _freely(turn, said)


def why_refused(refused: CodeRefused) -> str:
    """Return the line for words that opened nothing; of those that were not even tried, which one to look at."""
    match refused:
        case CodeRefused(wait=True):
            return "hint-code-wait"
        case CodeRefused(unlisted=None):
            return "hint-code-wrong"
        case CodeRefused(unlisted=(place,)) if place <= _CODE_WORDS:
            return f"hint-code-word-{place}"
        case _:
            return "hint-code-words"


def _hold(turn: Turn, said: str) -> Move:
    if _too_much(turn, said):
        return turn.talk.to(Place.HELD, hint="hint-full"), ()
    held = f"{turn.talk.held}\n{said}".strip()
    return _held(turn, held, found=turn.look_up(held)), (REMOVE,)


def _held(turn: Turn, held: str, **changes: Any) -> Talk:
    """The talk with a question on hold. Words that may be a code join no question: they go, and he is told."""
    hint = "hint-near-dropped" if turn.talk.near else ""
    return turn.talk.to(Place.HELD, held=held, near="", hint=hint, **changes)


def _too_much(turn: Turn, said: str) -> bool:
    return units(turn.talk.held) + units(said) > forms.ROOM


def _ask(turn: Turn, said: str, media: Media | None) -> Move:
    if turn.talk.danger is not None:
        calling, effects = crisis.call(turn, turn.talk.danger, said, media)
        return calling if calling.place is Place.NOW else replace(calling, hint="hint-passed-on"), effects
    asked = Ask(door=turn.talk.door or "question", text=said, media=media)
    place, hint = (Place.STATUS, "hint-passed-on") if turn.known.has_case else (Place.RECEIPT, "")
    return turn.talk.to(place, sent=turn.talk.sent or "question", hint=hint), (REMOVE, asked)


def _pass_on(turn: Turn, said: str, media: Media | None) -> Move:
    asked = Ask(door=turn.talk.door or "question", text=said, media=media)
    return replace(turn.talk, hint="hint-passed-on"), (REMOVE, asked)
