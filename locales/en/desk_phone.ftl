# Somebody calls by telephone. An operator reads this, in his private chat with the bot.
desk-command-phone = somebody calls you: a new case, or five words
desk-card-phone = ☎️ By telephone. There is no chat, so nobody can write to this person.
desk-phone-no-chat = ☎️ { $alias }: this person called, there is no chat. Nothing was sent. He can come to Telegram with the five words, or call again.
desk-phone-came = <b>{ $alias }</b>: the person who called came to Telegram with the five words. Now you can write to him.
desk-phone-talks = ☎️ <b>{ $alias }</b>: { $name } speaks with the person on the telephone.
desk-phone-begin =
    ☎️ <b>Somebody calls you</b>
    Ask for no number, no name, no place. Write the number down nowhere.
desk-phone-new = New case
desk-phone-known = Has five words
desk-phone-end = End the call
desk-phone-door = Who is calling?
desk-phone-language = Which language do you speak together?
desk-phone-urgency = Can it wait?
desk-phone-calm = It can wait
desk-phone-urgent = 🔴 Urgent
desk-phone-hear =
    ☎️ <b>Five words</b>
    Write them as you hear them, all at once or one by one. Messages vanish at once. To correct one: its number and the word, as in “3 river”.
desk-phone-word = { $place }. <code>{ $word }</code>
desk-phone-unclear = { $place }. ❓ perhaps one of the words below. Press the right one, or write it again
desk-phone-missing = { $place }. …
desk-phone-trying = ⏳ Checking.
desk-phone-wrong = These words opened nothing. Ask again for each word, and for their order.
desk-phone-wait = Five tries this hour are used up. The next one comes later. Tell the person that the case is not gone.
desk-phone-words-only = Only text here. The rest was removed.
desk-phone-notes =
    ☎️ <b>{ $alias }</b>
    Write what the person says: messages vanish from here at once and are kept in the case.
desk-phone-has-chat = This case has a chat in Telegram. Ask whether the phone is still in his hands: if not, do not write there.
desk-phone-noted = ✔️ Noted.
desk-phone-elsewhere = This case belongs to another operators' group. They read that you are speaking; what you write down here is kept for them. The answers are theirs to open.
desk-phone-masked = ✔️ Noted. Numbers, names, places and units are hidden: they are not kept.
desk-phone-closed = The case is gone. This was not noted.
desk-phone-again = Show the five words again
desk-phone-dictate =
    ☎️ <b>Dictate these and have them repeated:</b>
    <code>{ $words }</code>

    Check word: <b>{ $check }</b>. Say it too: by it the person knows that the line is the same.
    The words open the case here, in the bot, and by telephone. If somebody is forced to tell them: the last word first.
    This vanishes in a few minutes.
desk-phone-repeated = Repeated correctly
desk-phone-learned = These words are in force now. They are here no more.
desk-phone-over = The call has ended.
desk-phone-over-unsaid = The call has ended. The new words were not confirmed: if there were earlier ones, those are in force.
desk-phone-no-call = This call has ended already. A new one: /phone
