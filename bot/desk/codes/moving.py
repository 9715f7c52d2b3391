"""A return code brings a case to another chat: it leaves the old one without a trace, what is unread comes along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.desk.codes import duress
from bot.desk.duty import watching
from bot.desk.showing import cards
from bot.desk.talks import lock
from bot.desk.talks.screens import Scene, erase_kept, fresh_rev, keep
from bot.desk.words import answering
from bot.desk.words.unsaying import unsay
from bot.flows.talk import Talk
from bot.messages import Delete, Person

if TYPE_CHECKING:
    from storage.cases import Case


async def move_in(scene: Scene, case: Case) -> None:
    """A return code opened a case: it continues here, and leaves the chat it came from without a trace of ours."""
    turn, cases = scene.turn, scene.turn.house.cases
    if (life := lock.behind(scene.person.lives, case.id)) is not None:
        await lock.unlock(scene, life)
    if case.reach != "open":
        await cases.save(turn.tx, (case := replace(case, reach="open")))
    moved, called = case.chat != scene.person.chat, case.chat is None
    if moved:
        if case.chat is not None:
            await unsay(turn, case, operators_too=False)
            await _leave_chat(scene, case.chat, case)
        case = await answering.wait_again(turn, case)
        case = await cases.rebind(turn.tx, case, bot=turn.house.line.bot, chat=scene.person.chat, now=turn.now)
        await _tell_again(scene, case)
    # Who told all five knows them. Shown after the wrong order, the right one would give him away to a watcher.
    await cases.forget_words(turn.tx, case.id)
    case = await duress.opened(turn, case)
    await cards.refresh_card(turn, case)
    if moved or scene.person.case != case.id:
        await turn.notice("desk-phone-came" if called else "desk-moved" if moved else "desk-reopened", case)
    if case.state == "new" and await watching.watched(turn, case, watching.REMIND) is None:
        await watching.waits(turn, case, since=turn.now)
    scene.case, scene.looked = case, True
    scene.person = replace(scene.person, case=case.id, worded=case.id)


async def _tell_again(scene: Scene, case: Case) -> None:
    """What the person of a case that came here has not read yet waits for him here."""
    await scene.turn.house.people.save(scene.turn.tx, scene.person, bot=scene.turn.house.line.bot)
    if (told := await answering.tell_again(scene.turn, case)) is not None:
        scene.person = replace(scene.person, line=told.line, below=True)


async def _leave_chat(scene: Scene, chat: int, case: Case) -> None:
    """Whoever holds the phone a case came from finds neither screen nor draft of it; another open case stays there."""
    turn = scene.turn
    old = await turn.person(chat)
    if old is None:
        return
    if (hidden := await lock.leave(turn, old, case)) is not None:
        await turn.house.people.save(turn.tx, hidden, bot=turn.house.line.bot)
        return
    if old.screen is not None:
        await turn.put(Delete(post=old.screen))
    await erase_kept(turn, old)
    await turn.house.people.drop(turn.tx, old)
    other = await turn.other_case(old, case)
    if other is not None or old.lives:
        bare = Person(id=turn.house.new_post(), chat=old.chat, language=old.language, case=other, lives=old.lives)
        bare = replace(bare, trace=old.trace)
        await keep(Scene(turn=turn, person=bare, talk=Talk(rev=fresh_rev(turn)), case=None, looked=True))
