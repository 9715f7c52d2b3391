"""A person in a test: taps what he sees, types, and looks at the screen in his language."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.flows.engine import begin, step
from bot.flows.screens import label, show, words
from bot.flows.talk import Gave, Known, SetLanguage, Talk, Tap, Typed
from bot.messages import Media

if TYPE_CHECKING:
    from bot.flows.model import Book
    from bot.flows.talk import Effect, Event, Screen


@dataclass
class Person:
    book: Book
    known: Known = field(default_factory=lambda: Known(language="en"))
    talk: Talk = field(default_factory=begin)
    effects: tuple[Effect, ...] = ()

    def caused(self) -> tuple[Effect, ...]:
        """What the last event led to."""
        return self.effects

    @property
    def screen(self) -> Screen:
        return show(self.book, self.talk, self.known)

    @property
    def sees(self) -> str:
        return words(self.book.texts, self.known.language, self.screen)

    @property
    def buttons(self) -> list[str]:
        return [label(self.book.texts, self.known.language, option.label) for option in self.screen.options]

    def does(self, event: Event) -> Person:
        outcome = step(self.book, self.talk, event, self.known)
        self.talk = Talk.from_json(outcome.talk.to_json())
        self.effects = outcome.effects
        for effect in outcome.effects:
            if isinstance(effect, SetLanguage):
                self.known = replace(self.known, language=effect.code)
        return self

    def presses(self, *actions: str) -> Person:
        for action in actions:
            self.does(Tap(action))
        return self

    def taps(self, *labels: str) -> Person:
        for said in labels:
            self.does(Tap(self.screen.options[self.buttons.index(said)].action))
        return self

    def types(self, text: str) -> Person:
        return self.does(Typed(text))

    def gives(self, kind: str, text: str = "") -> Person:
        media = Media(kind="location", latitude=1.0, longitude=2.0)
        return self.does(Gave(media if kind == "location" else Media(kind="voice", file_id="file"), text))

    def has_case(self, kind: str = "application", **more: object) -> Person:
        self.known = replace(self.known, has_case=True, case_state="new", case_kind=kind, **more)  # type: ignore[arg-type]
        return self
