"""One text looked over: its words with their places, the cues among them, and which of them look like names. Pure."""

# ruff: noqa: RUF001, RUF003  Cyrillic is meant

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.flows.unasked_lists import Cue, key

if TYPE_CHECKING:
    from bot.flows.unasked_lists import Cues
    from bot.flows.unasked_shapes import Mark, Span

_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*")
NEAR: Final = re.compile(r"[ \t\u00a0]*[-–—:,№#\"'«»„“”(./\\=]{0,3}[ \t\u00a0]*")
JOINED: Final = re.compile(r"[ \u00a0]?|[ \u00a0]?[-–][ \u00a0]?|\. ?")
TIGHT: Final = re.compile(r"[ \u00a0]*[-–№#\"'«»„“”/\\.]{0,2}[ \u00a0]*")
FATHERS: Final = re.compile(
    r"[^\W\d_]{2,}(?:(?:ович|евич|йович|ьич)(?:а|у|ем|ом|е|і|ів|ы)?|(?:овн|евн|івн|ївн|иничн)(?:а|ы|и|у|е|і|ой|ою)"
    r"|(?:ovich|evich|ovych|yovych)(?:a|u|em|om)?|(?:ovn|evn|ivn)(?:a|y|u|e))",
    re.IGNORECASE,
)
FAMILY: Final = re.compile(
    r"[^\W\d_]+(?:(?:[оеё]в|[иы]н)(?:а|у|ым|ой|е|ою)?|[сц]к(?:ий|ого|ому|им|ая|ой)|(?:енк|чук|щук|[ую]к|швили|дзе|ян)[а-яіє]{0,3}"
    r"|(?:ov|ev|in|yn)a?|sk[iy]y?|enko|chuk|yan)",
    re.IGNORECASE,
)
_WIDEST_GAP: Final = 12
"""Characters between two words of one breath; no more are looked through."""
MOST_NAMES: Final = 3
_SHORTEST_NAME: Final = 3
SHORTEST_LONG: Final = 5
_LEAST_WORDS: Final = 4
_CASES: Final = ("а", "е", "у", "ю", "ой", "ым")
"""Endings of a surname that any noun may have."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one row of digits, and where it stands."""

    start: int
    end: int
    said: str
    number: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """One text, looked over once: its tokens, the cues that begin at each, and how it is written."""

    text: str
    tokens: tuple[Token, ...]
    keys: tuple[str, ...]
    cues: tuple[tuple[tuple[Cue, int], ...], ...]
    excused: dict[int, frozenset[Cue]]
    """Words that the editor excused, and behind which cues they are listed so."""
    shouted: bool
    headed: bool
    """Most of its words begin with a capital: that alone makes no name."""

    @staticmethod
    def of(cues: Cues, text: str) -> Sight:
        """Look a text over."""
        tokens = tuple(Token(*m.span(), m[0], m[0][0].isdigit()) for m in _TOKEN.finditer(text))
        known = {said: key(said) for said in {token.said for token in tokens if not token.number}}
        keys = tuple(known.get(token.said, "") for token in tokens)
        found = [tuple(cues.at(keys, i)) if keys[i] else () for i in range(len(keys))]
        words = [token.said for token in tokens if not token.number]
        letters = [letter for letter in text if letter.isalpha()]
        return Sight(
            text,
            tokens,
            keys,
            tuple(tuple((cue, end) for cue, end, excuse in here if not excuse) for here in found),
            {i: listed for i, here in enumerate(found) if (listed := frozenset(c for c, _, excuse in here if excuse))},
            shouted=sum(map(str.isupper, letters)) * 2 > len(letters) > SHORTEST_LONG,
            headed=sum(word[0].isupper() for word in words) * 2 > len(words) >= _LEAST_WORDS,
        )

    def is_a(self, at: int, *cues: Cue) -> bool:
        """Whether one of these cues begins at a token."""
        return 0 <= at < len(self.cues) and any(cue in cues for cue, _ in self.cues[at])

    def gap(self, before: int) -> str:
        """What stands between a token and the one before it."""
        return self.text[self.tokens[before - 1].end : self.tokens[before].start]

    def near(self, at: int, how: re.Pattern[str] = NEAR) -> bool:
        """Whether a token stands beside the one before it, in the same breath."""
        if not 0 < at < len(self.tokens):
            return False
        gap = self.gap(at)
        if len(gap) > _WIDEST_GAP:
            return False
        # A full stop is one of an abbreviation (`г. Часов Яр`), not of a sentence.
        return how.fullmatch(gap) is not None and ("." not in gap or len(self.tokens[at - 1].said) < _SHORTEST_NAME)

    def beside(self, at: int, how: re.Pattern[str] = NEAR) -> bool:
        """The same, or a line ends between the two and what is looked for fills the next, or is sure by itself."""
        if self.near(at, how):
            return True
        if not 0 < at < len(self.tokens):
            return False
        gap = self.gap(at)
        if gap.count("\n") != 1 or len(gap) > _WIDEST_GAP or "." in gap or not how.fullmatch(gap.replace("\n", " ")):
            return False
        listed = self.is_a(at, Cue.KNOWN, Cue.GIVEN)
        sure = listed or self.digits(at) >= SHORTEST_LONG or (self.titled(at) and self.surely(at))
        return sure or self._fills_its_line(at)

    def _fills_its_line(self, at: int) -> bool:
        """Whether from a token on its line holds a few numbers and names, and nothing else."""
        end = at
        while end < len(self.tokens) and (end == at or "\n" not in self.gap(end)):
            token = self.tokens[end]
            if end - at > MOST_NAMES or not (token.number or len(token.said) == 1 or self.titled(end)):
                return False
            end += 1
        return True

    def span(self, first: int, last: int, mark: Mark) -> Span:
        """From one token to another."""
        return self.tokens[first].start, self.tokens[last].end, mark

    def titled(self, at: int) -> bool:
        """Whether a token is written as a name is: its first letter large, and it is no word the editor excused."""
        if at >= len(self.tokens) or at in self.excused:
            return False
        said = self.tokens[at].said
        if len(said) < _SHORTEST_NAME or not said[0].isupper() or self.shouted:
            return False
        if self.headed and not self.surely(at) and not self.is_a(at - 1, Cue.GIVEN):
            return False
        return said[1:].islower() or (len(said) >= SHORTEST_LONG and said.isupper())

    def surely(self, at: int) -> bool:
        """Whether a token is a listed place or first name, or ends as a patronymic or a surname does."""
        said = self.tokens[at].said
        family = len(said) >= SHORTEST_LONG and not said.endswith(_CASES) and FAMILY.fullmatch(said)
        return self.is_a(at, Cue.GIVEN, Cue.KNOWN) or bool(family or FATHERS.fullmatch(said))

    def initial(self, at: int) -> bool:
        """Whether a token is the first letter of a name."""
        token = self.tokens[at]
        return len(token.said) == 1 and token.said.isupper() and self.text[token.end : token.end + 1] == "."

    def run(self, at: int, most: int = MOST_NAMES) -> int:
        """Return the place behind the names that begin at a token; the same place where none does."""
        end = at
        while end < len(self.tokens) and end - at < most and (end == at or self.near(end, JOINED)):
            if not (self.titled(end) or (end > at and self.initial(end))):
                break
            end += 1
        return end

    def digits(self, at: int) -> int:
        """How many digits a token has, none where it is a word."""
        return len(self.tokens[at].said) if 0 <= at < len(self.tokens) and self.tokens[at].number else 0
