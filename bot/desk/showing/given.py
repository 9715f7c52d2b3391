"""An answer of a form as operators read it: chosen words in the desk's language, own words as they were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flows import screens as flow_screens
from storage.cases import Answer

if TYPE_CHECKING:
    from bot.desk.house import House
    from bot.flows.talk import Answered, Phrase


def answer_of(house: House, answered: Answered) -> Answer:
    """One answer in the desk's language where it was chosen, in the person's own words where it was written."""

    def spoken(phrase: Phrase | None) -> str:
        return flow_screens.label(house.texts, house.line.language, phrase) if phrase else ""

    chosen = spoken(answered.option)
    text = "\n".join(part for part in (chosen, _written(house, answered)) if part)
    question = spoken(answered.question)
    option = answered.option.key.rpartition(f"-{answered.step}-")[2] if answered.option else ""
    return Answer(name=answered.step, question=question, text=text, fact=chosen, heed=answered.heed, chosen=option)


def _written(house: House, answered: Answered) -> str:
    """Own words, with what they were read as before them, or marked where nobody could read them."""
    if answered.read:
        return house.plain("desk-value-read", read=answered.read, words=answered.words)
    return house.plain("desk-value-as-written", words=answered.words) if answered.unread else answered.words
