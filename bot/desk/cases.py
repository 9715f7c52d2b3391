"""What operators do with a case from the operator chat: take, open, close, answer, note."""

from dataclasses import replace

from bot.desk import cards, relay
from bot.desk.buttons import ANYBODY, CaseAction
from bot.desk.house import House
from bot.desk.taking import open_room
from bot.errors import ButtonError
from bot.messages import NOTHING_TO_SAY, CloseTopic, Edit, Reply, Said, Send, Tapped, Work
from bot.texts import clean
from storage.cases import Case
from storage.database import Tx
from storage.people import Operator
from storage.posts import Post

REVEAL_SECONDS = 600
REPLIED_ROLES = frozenset({"card", relay.FROM_PERSON, "head"})


async def group_said(house: House, said: Said, work: Work) -> Reply:
    """A message in the operator chat: a reply goes to the person, anything else in a room is a note."""

    async def unit(tx: Tx) -> None:
        await house.inbox.done(tx, work)
        if not said.anonymous:
            await remember(house, tx, said)
        await _route(house, tx, said, work)

    await house.database.transact(unit)
    return NOTHING_TO_SAY


async def remember(house: House, tx: Tx, came: Said | Tapped, *, started: bool = False) -> Operator:
    """Whoever acts in the operator chat is an operator; his private chat is known once he pressed Start."""
    known = await house.operators.find(tx, chat=house.line.chat, user=came.user)
    language = house.texts.language_for(came.language)
    if known is None:
        known = Operator(
            id=house.new_post(),
            user=came.user,
            name=came.name,
            started=started,
            language=language,
        )
    elif known.name == came.name and (known.started or not started):
        return known
    operator = replace(known, name=came.name, started=known.started or started)
    await house.operators.save(tx, operator, chat=house.line.chat)
    return operator


async def _route(house: House, tx: Tx, said: Said, work: Work) -> None:
    if said.edited:
        await _correct(house, tx, said, work)
        return
    is_reply = said.reply_to is not None and said.reply_to != said.thread
    post = await house.posts.by_message(tx, said.chat, said.reply_to) if is_reply and said.reply_to else None
    if post is not None and post.role in REPLIED_ROLES and post.case is not None:
        await _answer(house, tx, post.case, said, work)
        return
    room = await house.posts.by_message(tx, said.chat, said.thread) if said.thread else None
    if room is not None and room.case is not None:
        await _keep_note(house, tx, room.case, said, work)
    elif post is not None and post.case is not None:
        await _keep_note(house, tx, post.case, said, work)
    elif is_reply and said.reply_to_bot:
        await _hint(house, tx, "desk-reply-unknown", said, work)


async def _answer(house: House, tx: Tx, case_id: bytes, said: Said, work: Work) -> None:
    case = await house.cases.load(tx, case_id)
    if case is None or not case.hot or case.chat is None:
        await _hint(house, tx, "desk-reply-closed", said, work)
    elif said.anonymous:
        await _hint(house, tx, "desk-anonymous", said, work)
    elif said.refused is not None:
        await _hint(house, tx, "desk-refused-kind", said, work)
    else:
        await relay.to_person(house, tx, case, said, work)


async def _keep_note(house: House, tx: Tx, case_id: bytes, said: Said, work: Work) -> None:
    case = await house.cases.load(tx, case_id)
    if case is not None and case.hot and said.refused is None:
        await relay.note(house, tx, case, said, work)


async def _correct(house: House, tx: Tx, said: Said, work: Work) -> None:
    copies = await house.posts.by_source(tx, said.chat, said.message)
    copy = next((post for post in copies if post.role == relay.TO_PERSON), copies[0] if copies else None)
    if copy is None or copy.case is None or copy.role not in {relay.TO_PERSON, relay.NOTE}:
        return
    case = await house.cases.load(tx, copy.case)
    if case is None or not case.hot:
        await _hint(house, tx, "desk-reply-closed", said, work)
    elif copy.role == relay.TO_PERSON:
        await relay.corrected(house, tx, case, said, copy, work)
    else:
        await house.cases.append(tx, case, "note", relay.body_of(said, clean(said.text)), now=work.now)


async def _hint(house: House, tx: Tx, key: str, said: Said, work: Work) -> None:
    """One line beneath the operator's message that says why nothing was sent."""
    send = Send(
        post=house.new_post(),
        chat=said.chat,
        text=house.say(key),
        html=True,
        role="notice",
        reply_message=said.message,
        silent=True,
    )
    await house.outbox.put(tx, send, now=work.now)


async def group_tapped(house: House, tapped: Tapped, work: Work) -> Reply:
    """A button in the operator chat. Whoever can press there is a member; which case it is stands in the sealed button."""

    async def unit(tx: Tx) -> Reply:
        await house.inbox.done(tx, work)
        try:
            action = house.buttons.open(tapped.data, user=ANYBODY, chat=tapped.chat, now=work.now)
        except ButtonError as error:
            return Reply(toast=house.plain(error.text_key or "button-stale"))
        operator = await remember(house, tx, tapped)
        match action:
            case CaseAction(cards.FORWARD_NOTE, marker):
                return await _forward_note(house, tx, marker, work)
            case CaseAction(letter, case_id):
                return await _press(house, tx, letter, await house.cases.load(tx, case_id), operator, work)
            case _:
                return Reply(toast=house.plain("button-stale"))

    return await house.database.transact(unit)


async def _press(
    house: House, tx: Tx, letter: str, case: Case | None, operator: Operator, work: Work
) -> Reply:
    if case is None:
        return Reply(toast=house.plain("desk-case-gone"), alert=True)
    if not case.hot:
        await cards.refresh_card(house, tx, case, work.now)
        return Reply(toast=house.plain("desk-reply-closed"), alert=True)
    match letter:
        case cards.TAKE:
            return await take(house, tx, case, operator, work)
        case cards.OPEN:
            return await open_answers(house, tx, case, operator, work)
        case cards.CLOSE | cards.BACK:
            await cards.refresh_card(house, tx, case, work.now, closing=letter == cards.CLOSE)
            return NOTHING_TO_SAY
        case reason if reason in cards.REASON_LETTERS:
            return await close(house, tx, case, cards.REASON_LETTERS[reason], work)
        case _:
            return Reply(toast=house.plain("button-stale"))


async def take(house: House, tx: Tx, case: Case, operator: Operator, work: Work) -> Reply:
    """The first who presses has it; a second learns who was faster."""
    if case.state != "new":
        return Reply(toast=house.plain("desk-taken-already", name=case.taker_name), alert=True)
    taken = await open_room(
        house,
        tx,
        replace(
            case,
            state="taken",
            taker=operator.user,
            taker_name=operator.name,
        ),
        work,
    )
    await house.cases.save(tx, taken)
    await cards.refresh_card(house, tx, taken, work.now)
    return Reply(toast=house.plain("desk-taken"))


async def open_answers(house: House, tx: Tx, case: Case, operator: Operator, work: Work) -> Reply:
    """Show the answers in the asker's private chat; one who never pressed Start gets the way there first."""
    if not operator.started:
        return Reply(url=f"https://t.me/{house.line.username}?start=open_{case.alias}")
    for page in cards.reveal_pages(house, case, await house.cases.entries(tx, case)):
        send = Send(
            post=house.new_post(),
            chat=operator.user,
            text=page,
            html=True,
            role="reveal",
            protect=True,
            lives=REVEAL_SECONDS,
        )
        await house.outbox.put(tx, send, now=work.now)
    return Reply(toast=house.plain("desk-opened"))


async def close(house: House, tx: Tx, case: Case, reason: str, work: Work) -> Reply:
    """End a case: the person is told while we still can, then this server forgets how to read it and whom to write to."""
    facts = cards.facts_of(await house.cases.entries(tx, case))
    if case.chat is not None:
        farewell = Send(
            post=house.new_post(),
            chat=case.chat,
            html=True,
            role=relay.TO_PERSON,
            lives=house.line.trace,
            text=house.texts.say(case.language, "person-closed", word=case.check_word),
            case=case.id,
        )
        await house.outbox.put(tx, farewell, now=work.now)
        person = await house.people.find(tx, bot=case.bot, chat=case.chat)
        if person is not None and person.case == case.id:
            await house.people.save(tx, replace(person, case=None, below=True), bot=case.bot)
    await house.cases.close(tx, case, reason=reason, now=work.now)
    closed = replace(case, state="closed")
    if case.card is not None:
        text = cards.card_text(house, closed, facts, reason)
        await house.outbox.put(tx, Edit(post=case.card, html=True, text=text), now=work.now)
    if case.room is not None:
        await house.outbox.put(tx, CloseTopic(post=case.room), now=work.now)
    return Reply(toast=house.plain("desk-closed"))


async def _forward_note(house: House, tx: Tx, marker_id: bytes, work: Work) -> Reply:
    """Send a note to the person after all; the button works once."""
    marker = await house.posts.by_id(tx, marker_id)
    case = await house.cases.load(tx, marker.case) if marker is not None and marker.case else None
    if marker is None or marker.source is None or case is None or not case.hot:
        return Reply(toast=house.plain("desk-reply-closed"), alert=True)
    if any(post.role == relay.TO_PERSON for post in await house.posts.by_source(tx, *marker.source)):
        return Reply(toast=house.plain("desk-note-sent-toast"))
    said = await _noted(house, tx, case, marker)
    if said is None:
        return Reply(toast=house.plain("desk-case-gone"), alert=True)
    await relay.to_person(house, tx, case, said, work)
    await house.outbox.put(tx, Edit(post=marker.id, html=True, text=house.say("desk-note-sent")), now=work.now)
    return Reply(toast=house.plain("desk-note-sent-toast"))


async def _noted(house: House, tx: Tx, case: Case, marker: Post) -> Said | None:
    """The newest words of the note that a marker stands for."""
    entries = await house.cases.entries(tx, case)
    if marker.source is None:
        return None
    for entry in reversed(entries):
        if entry.kind == "note" and entry.body.get("message") == marker.source[1]:
            return relay.said_again(entry.body, marker.source[0])
    return None
