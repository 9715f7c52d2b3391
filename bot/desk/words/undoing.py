"""Taking back: an operator's answer from the person's chat, a person's message from the room; and erasing for good."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from bot.desk.casework import notes
from bot.desk.commands import tell
from bot.desk.showing import cards
from bot.desk.whose import replied_post
from bot.desk.words import answering, holding, keeping, photos, relay
from bot.desk.words.answering import bodies_of, copies_of
from bot.desk.words.fates import ANSWERED, Fate, fates_of
from bot.desk.words.said import keeps
from bot.messages import Delete, Edit, Erase, React, Said
from storage.audit import Action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk.commands import Asked
    from bot.desk.house import Turn
    from bot.desk.talks.screens import Scene
    from storage.cases import Case, Entry
    from storage.posts import Post

ERASED: Final = "erased"
TAKEN_BACK: Final = "taken_back"
"""The kinds of the empty entries that stand where words stood."""
OURS: Final = frozenset({"preview", relay.TO_RELEASE, relay.NOTE})
"""Posts of ours that stand for an operator's message: a reply to one means that message."""

Source = tuple[int, int]


async def undo(turn: Turn, asked: Asked) -> None:
    """`/undo` in reply: the operator's message goes from the other end; he learns whether it had been read."""
    source = await _meant(turn, asked.came)
    if source is None:
        await tell(turn, asked, "desk-undone-nothing")
        return
    held = await holding.dropped(turn, source, "desk-held-undone")
    painted = await photos.withdrawn(turn, source)
    if held is not None or painted is not None:
        await turn.put(React(chat=source[0], message=source[1], emoji=""))
        await turn.audit(Action.UNDONE, operator=asked.operator, case=asked.case)
    copies = await turn.house.posts.by_source(turn.tx, *source)
    sent = next((post for post in copies if post.role in relay.ANSWER_ROLES), None)
    case = await turn.case(sent.case) if sent is not None else None
    if sent is None:
        await tell(turn, asked, "desk-undone-gone" if held is None and painted is None else "desk-undone-held")
    elif case is None or not case.hot:
        await tell(turn, asked, "desk-reply-closed")
    else:
        await tell(turn, asked, await _take_out(turn, case, source), alias=case.alias)
        await turn.audit(Action.UNDONE, operator=asked.operator, case=case)


async def _meant(turn: Turn, came: Said) -> Source | None:
    """The operator's message that a command answers."""
    if came.reply_to is None or came.reply_to == came.thread:
        return None
    post = await turn.house.posts.by_message(turn.tx, came.chat, came.reply_to)
    if post is None:
        return came.chat, came.reply_to
    return post.source if post.role in OURS else None


async def _take_out(turn: Turn, case: Case, source: Source) -> str:
    """Take every wording of an answer out of the person's chat; the text that says how far it had come."""
    house, entries = turn.house, await turn.house.cases.entries(turn.tx, case)
    answers = {answer for answer, body in bodies_of(entries).items() if keeps(body, source)}
    read, shown = Fate.ARRIVED in fates_of(case, entries, source), bool(answers & {*case.showing})
    for copy in await copies_of(turn, case, source):
        await turn.put(Delete(post=copy.id))
    for answer in answers:
        await house.posts.drop(turn.tx, answer)
    for body in [entry.body for entry in entries if entry.kind == ANSWERED and keeps(entry.body, source)]:
        mark = {"chat": source[0], "message": source[1], "wording": body.get("wording", ""), "read": read}
        await house.cases.append(turn.tx, case, Fate.UNDONE, mark, now=turn.now)
        if body.get("upload"):
            await house.outbox.uploads.drop(turn.tx, bytes.fromhex(body["upload"]))
    unread = tuple(answer for answer in case.unread if answer not in answers)
    showing = tuple(answer for answer in case.showing if answer not in answers)
    await _settle(turn, replace(case, unread=unread, showing=showing), source)
    return "desk-undone-read" if read else "desk-undone-shown" if shown else "desk-undone"


async def _settle(turn: Turn, case: Case, source: Source) -> None:
    """Whose word is awaited now; where nothing is left to read, no line says that something is."""
    back = case.state == "waiting" and not await relay.answered_last(turn, case)
    await relay.turn_state(turn, replace(case, state="taken") if back else case)
    await turn.put(React(chat=source[0], message=source[1], emoji=""))
    for post in await turn.house.posts.by_source(turn.tx, *source):
        if post.role == relay.NOTE:
            await turn.put(Edit(post=post.id, html=True, text=notes.text_of(turn.house, case)))
    person = await turn.person(case.chat) if case.chat is not None else None
    if person is None or person.line is None or person.ended is not None:
        return
    his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=person.chat)
    if not any(one.unread for one in his):
        await turn.put(Delete(post=person.line))
        await turn.house.people.save(turn.tx, replace(person, line=None), bot=turn.house.line.bot)


async def recall(scene: Scene, came: object) -> str:
    """A person takes back a message: the one he answers, else his last. Returns the hint that tells how it went."""
    turn, wanted = scene.turn, came.reply_to if isinstance(came, Said) else None
    for case in await _his(scene):
        entries = await turn.house.cases.entries(turn.tx, case)
        if (said := _last_said(entries, wanted)) is not None:
            return await _recalled(scene, case, entries, said)
    return "hint-undo-nothing"


async def _his(scene: Scene) -> list[Case]:
    """The open cases of a person, the one he talks in first."""
    turn, here = scene.turn, await scene.open_case()
    his = await turn.house.cases.of_person(turn.tx, bot=turn.house.line.bot, chat=scene.person.chat)
    there = [case for case in his if case.reach == "open"]
    return sorted(there, key=lambda case: here is None or case.id != here.id)


async def _recalled(scene: Scene, case: Case, entries: Sequence[Entry], said: Entry) -> str:
    turn = scene.turn
    await blot(turn, case, said, TAKEN_BACK)
    if message := said.body["message"]:
        await turn.put(Erase(chat=scene.person.chat, messages=(message,)))
    await turn.notice("desk-person-took-back", case)
    read = any(entry.kind == ANSWERED and entry.turn > said.turn for entry in entries)
    return "hint-undone-read" if read else "hint-undone"


def _last_said(entries: Sequence[Entry], wanted: int | None) -> Entry | None:
    """What he said in this message, else last; not the answers of a form."""
    said = [entry for entry in entries if entry.kind == "said" and not entry.body.get("form")]
    return next((entry for entry in reversed(said) if wanted in {None, entry.body.get("message")}), None)


async def erase(turn: Turn, asked: Asked) -> None:
    """`/erase` in reply to a person's message that should never have been sent: gone here and there, and he is told."""
    post = await replied_post(turn, asked.came)
    if post is None or post.role not in cards.FROM_PERSON_ROLES or post.case is None:
        await tell(turn, asked, "desk-erase-which")
        return
    case = await turn.case(post.case)
    if case is None or not case.hot:
        await tell(turn, asked, "desk-reply-closed")
        return
    said = _shown_by(await turn.house.cases.entries(turn.tx, case), post)
    if said is None:
        await tell(turn, asked, "desk-erase-page" if post.role == cards.PAGE else "desk-erase-which")
        return
    await blot(turn, case, said, ERASED)
    message = said.body["message"]
    if message and case.chat is not None and case.reach == "open":
        await turn.put(Erase(chat=case.chat, messages=(message,), since=post.sent_at))
    await turn.audit(Action.ERASED, operator=asked.operator, case=case)
    await tell(turn, asked, "desk-erased-done", alias=case.alias)
    text = turn.house.texts.plain(case.language, "person-erased")
    told = Said(chat=asked.came.chat, user=asked.operator.user, message=asked.came.message, text=text)
    await answering.to_person(turn, case, told)


def _shown_by(entries: Sequence[Entry], post: Post) -> Entry | None:
    """What a message of the room shows; None: a page shows several, and which is meant can not be told."""
    said = [entry for entry in entries if entry.kind == "said"]
    if post.role == cards.PAGE:
        there = [entry for entry in said if entry.hour <= post.sent_at]
        return there[0] if len(there) == 1 else None
    if post.source is not None:
        return next((entry for entry in reversed(said) if entry.body.get("message") == post.source[1]), None)
    return next((entry for entry in said if entry.body.get("post") == post.id.hex()), None)


async def blot(turn: Turn, case: Case, said: Entry, kind: str) -> None:
    """Nothing of a person's message stays: not in the room, not in the case, not what was kept of it."""
    house, tx, message = turn.house, turn.tx, said.body["message"]
    posts = await _copies(turn, case, said)
    names = {post.id.hex() for post in posts}
    for post in posts:
        if post.chat:
            await turn.put(Delete(post=post.id))
        else:
            await house.posts.drop(tx, post.id)
        await keeping.give_up(turn, case, post.id, kind)
    for entry in await house.cases.entries(tx, case):
        same = entry.kind == "said" and message and entry.body.get("message") == message
        if same or entry.turn == said.turn or entry.body.get("post") in names:
            await keeping.forget(turn, case, entry, kind)
            await house.cases.blank(tx, case, entry, kind)
    await _redraw(turn, case)


async def _copies(turn: Turn, case: Case, said: Entry) -> list[Post]:
    """What operators have of a message: also where its person has continued from another account since."""
    house, tx, message = turn.house, turn.tx, said.body["message"]
    first = await house.posts.by_id(tx, bytes.fromhex(said.body.get("post", "")))
    chats = {case.chat, first.source[0] if first is not None and first.source else None} - {None}
    found = {first.id: first} if first is not None else {}
    for chat in chats if message else ():
        found |= {post.id: post for post in await house.posts.by_source(tx, chat or 0, message)}
    return [post for post in found.values() if post.case == case.id]


async def _redraw(turn: Turn, case: Case) -> None:
    """The pages with what he said before the room opened, without what is gone."""
    house, there = turn.house, await turn.house.posts.of_case(turn.tx, case.id)
    pages = [post for post in there if post.role == cards.PAGE]
    if not pages:
        return
    until = max(post.sent_at or turn.now for post in pages)
    entries = [entry for entry in await house.cases.entries(turn.tx, case) if entry.hour <= until]
    texts = cards.pages([line for entry in entries for line in cards.said_lines(house, entry)])
    for page, text in zip_longest(pages, texts[: len(pages)]):
        new = None if text is None else Edit(post=page.id, html=True, text=relay.named(case, text))
        await turn.put(new or Delete(post=page.id))
