"""An operator edited an answer: both versions stay in the case, its person reads the newer one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.words import astray
from bot.desk.words.answering import bodies_of, copies_of, head_of, keep, to_person
from bot.desk.words.fates import Fate, fates_of
from bot.desk.words.follow import SEEN, lost
from bot.desk.words.relay import MORE_TO_PERSON, WAITING, WORDLESS, pieces_of
from bot.desk.words.said import keeps
from bot.messages import Delete, Edit, React

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.house import Turn
    from bot.messages import Outgoing, Said
    from storage.cases import Case
    from storage.posts import Post


async def reworded(turn: Turn, case: Case, said: Said, copy: Post) -> None:
    """An unread answer is read as it is now. A shown one is edited in place where its words fit.

    Else it waits to be read anew, for nothing but the one line is sent unasked. A place that moves (a live location)
    is not followed.
    """
    if (said.media is not None and said.media.kind in WORDLESS) or case.chat is None:
        return
    if copy.role == WAITING:
        await keep(turn, case, copy.id, said)
        return
    entries, source = await turn.house.cases.entries(turn.tx, case), (said.chat, said.message)
    answers = [answer for answer, body in bodies_of(entries).items() if keeps(body, source)] or [turn.house.new_post()]
    stands = Fate.ARRIVED in fates_of(case, entries, source) or not {*answers} & {*case.showing}
    if said.media is not None or len(_pieces(turn, case, said)) > 1:
        await _read_anew(turn, case, said, [] if stands else answers)
    else:
        shown = replace(case, showing=_with(case.showing, answers))
        await _in_place(turn, shown, said, copy, stands=stands)


def _pieces(turn: Turn, case: Case, said: Said) -> list[str]:
    return pieces_of(head_of(turn.house, case.language, case.check_word, corrected=True), said)


def _with(showing: Sequence[bytes], answers: Sequence[bytes]) -> tuple[bytes, ...]:
    """What is being shown, with the newest answer of a message in the place of its older ones."""
    return (*(answer for answer in showing if answer not in answers), answers[-1])


async def _read_anew(turn: Turn, case: Case, said: Said, unseen: Sequence[bytes]) -> None:
    """The old words stay until the new ones are read; of those that were still on their way, `unseen`, none comes."""
    for post in await copies_of(turn, case, (said.chat, said.message)) if unseen else ():
        await turn.put(Delete(post=post.id))
    showing = tuple(answer for answer in case.showing if answer not in unseen)
    await to_person(turn, replace(case, showing=showing), said)


async def _in_place(turn: Turn, case: Case, said: Said, copy: Post, *, stands: bool) -> None:
    """All of the old words stay until the new ones are there; where they never came, nothing stays in their place."""
    copies = await copies_of(turn, case, (said.chat, said.message))
    more = tuple(Delete(post=post.id) for post in copies if post.role == MORE_TO_PERSON)
    key = "desk-undelivered-edit" if stands else "desk-undelivered"
    told = lost(turn.house, case, (said.chat, said.message), key)
    gone: tuple[Outgoing, ...] = () if stands else (Delete(post=copy.id), *more)
    wording = await keep(turn, case, case.showing[-1], said)
    sent: tuple[Outgoing, ...] = (*more, React(chat=said.chat, message=said.message, emoji=SEEN))
    (text,) = _pieces(turn, case, said)
    edit = Edit(post=copy.id, text=text, wording=wording, anew=False, on_sent=sent)
    await turn.put(replace(edit, on_failed=(*told.failed, *gone), on_blocked=(*told.blocked, *gone)))
    await turn.house.cases.save(turn.tx, case)
    await astray.find(turn, case)
