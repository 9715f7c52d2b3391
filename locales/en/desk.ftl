# What operators read, and the few lines the desk itself says to a person.
desk-urgent = 🔴 <b>Urgent</b>
desk-card-head = <b>{ $alias }</b> · { $kind }
desk-card-who = { $door } · { $language }
desk-heed = ✋ <b>{ $fact }</b>
desk-too-early = ✋ <b>{ $alias }</b>: the person asked you to wait for a sign (see ✋ on the card). None has come yet. Your answer is on its way all the same.
desk-kind-application = application
desk-kind-question = question
desk-door-soldier = soldier
desk-door-mobilized = mobilized
desk-door-maybe = may be mobilized
desk-door-relative = relative
desk-door-question = only a question
desk-state-new = ⏳ Waiting for an operator
desk-state-taken = 👤 Taken by { $name }
desk-state-waiting = ↩️ { $name }: answered, waiting for the person
desk-state-closed = ✔️ Closed: { $reason }
desk-state-withdrawn = <b>{ $alias }</b> · erased by the person
desk-button-take = Take
desk-button-open = Open
desk-button-close = Close
desk-button-back = Back
desk-button-send-note = Send to the person
desk-reason-answered = Answered
desk-reason-silent = No longer writes
desk-reason-double = Twice the same case
desk-reason-elsewhere = Not for this line
desk-taken = The case is yours.
desk-taken-already = Taken already by { $name }.
desk-opened = Sent to your private chat with the bot.
desk-closed = Closed.
desk-case-gone = This case no longer exists. The person may have erased it.
desk-room-title = { $alias } · { $door }
desk-room-head =
    <b>{ $alias }</b> taken by { $name }. Check word: <b>{ $word }</b>
    Reply to a 💬 message or to this one: it goes to the person.
    An ordinary message (not a reply) stays here as a note.
desk-answer =
    <b>{ $question }</b>
    { $text }
desk-more = { $text }
desk-skipped = (skipped)
desk-said = 💬 { $text }
desk-answered = ✉️ <b>Operator:</b> { $text }
desk-answered-lost = 💔 <b>Operator, not delivered:</b> { $text }
desk-answered-waiting = ⏳ <b>Operator, not read yet:</b> { $text }
desk-from-person = 💬 { $alias }
desk-note = ✍ Internal note. It was not sent to the person.
desk-note-sent = Note. It was sent to the person after all.
desk-note-sent-toast = Sent.
desk-reply-closed = This case is closed. Nothing was sent. The server can no longer read it or write to the person.
desk-edit-closed = This case is closed. The person does not see this edit; an earlier version may still stand there.
desk-edit-lost = The person does not see this edit: the bot can no longer reach that copy. Reply anew instead.
desk-edit-unsent = This message did not reach the person, so this edit does not either. Reply anew instead.
desk-reply-unknown = It is not clear which case this message belongs to. Nothing was sent. Reply to the card or to a message of its room instead.
desk-refused-kind = This kind of message does not go to a person. Nothing was sent. Text, pictures and, with a second operator, a place do.
desk-anonymous = You write as an anonymous administrator. Nothing was sent. Turn anonymity off to answer persons.
desk-undelivered = <b>{ $alias }</b>: your message did not arrive.
desk-undelivered-rest = <b>{ $alias }</b>: only the beginning of your message arrived, the rest did not.
desk-undelivered-edit = <b>{ $alias }</b>: the correction did not arrive; the earlier words still stand there.
desk-undelivered-blocked = The person blocked the bot or deleted the account.
desk-blocked = <b>{ $alias }</b>: the person blocked the bot. Nothing can be delivered now.
desk-unblocked = <b>{ $alias }</b>: the person can be reached again.
desk-moved = <b>{ $alias }</b>: the person continues from another account, with the return code. Answers already read are not there: repeat what is needed.
desk-grown = <b>{ $alias }</b>: the question has become an application. Open shows the answers.
desk-reopened = <b>{ $alias }</b>: the person opened this case again with the return code.
desk-open-failed = <b>{ $alias }</b>: { $name }, I can not write to you privately. Open my chat and press Start, then Open again.
desk-card-word = Check word: <b>{ $word }</b>
desk-medium = [{ $kind }]
desk-close-wait = The person's five words are still being prepared. Try again in a few seconds.
desk-lost = <b>{ $alias }</b>: the person emptied the chat and has no way back. Answers no longer reach him.
desk-withdrawn = <b>{ $alias }</b>: the person erased everything. This case is gone from the server.
desk-dead-letters = ⚠️ Could not be delivered and put aside: { $count }. See the server's log.
desk-deletions-missed = ⚠️ Messages that can no longer be removed from people's chats: { $count }. Telegram deletes none after 48 hours.
desk-update-failed = ⚠️ A message could not be worked and was put aside. See the server's log.
desk-help =
    <b>This is the operators' side.</b> Begin with /shift in, end with /shift out.
    You are in the operators' group, so the screens for people who write to us are not shown.

    • A new case comes to the operators' group as a card. /waiting lists those nobody has.
    • <b>Take</b> opens its room: { $rooms ->
        [topics] a topic of the group.
        [threads] the reply thread beneath its card.
       *[private] in the private chat of whoever takes it with me.
    }
    • <b>Open</b> shows the answers and the whole talk in your private chat with me, to you alone. They disappear again.
    • A reply to the card or to a 💬 message goes to the person. They see only "You have a new message" and a Read button.
    • 👌 means that line arrived, 👀 it was read, 💔 it did not arrive, 🤷 the person blocked the bot, 🤔 it waits for a second operator.
    • An ordinary message (not a reply) stays a note. You can still send it with the button.
    • Edit your message: the person's copy follows.
    • <b>Close</b> ends the case. After that the server cannot read it.

    Never ask for unit, place, names or documents.
relay-corrected = ✏️ corrected
person-answer-head = ✉️ { $word }
person-failed = Your message was not processed; it is not your fault. Please try again in a few minutes.
person-refused = Text, voice, photos and videos can be passed on here. Nothing else can. What you sent was removed from the chat. A voice can be recognised.
profile-description =
    Questions and answers. Press Start.
profile-about = Questions and answers.
profile-start = Start
profile-help = How this works

## Content

desk-content-refused = The texts were changed, but not taken. The earlier ones stay in use. { $fault }
