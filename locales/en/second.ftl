### The second contact of a man who has his five words, what he can do under force, and what operators keep.

## If he is forced

button-protection = If I am forced
receipt-forced =
    <b>Forced to tell them?</b> The last word first, then the other four in order.
    Operators will see that you are not free. This may fail.
protection =
    <b>If somebody forces you.</b> He holds your phone and wants your five words?
    Say the last word first. Then the other four in order.

    The bot answers as ever. The operators see that you are not free.
    A place you send then is not kept.
protection-words =
    As ever: { $words }
    If forced: <b>{ $turned }</b>
protection-limits =
    This may fail. Whoever knows of it can see through it.
    It helps only if you learn it by heart. Tell it to nobody.

desk-card-duress = 🟥 <b>NOT FREE.</b> He told his code with the last word first. Somebody may be reading along.
desk-duress =
    🟥 <b>{ $alias }: not free.</b> His case was opened, and it carries the sign: the last word first.
    Somebody may hold his phone and read every answer. Write nothing that gives him or others away.
    Place and personal data are frozen. The bot shows him what it always shows.
desk-duress-place = 🟥 A place came under duress. It was neither kept nor passed on.

## Second contact. Never unit, commander, route, time, weapons, or where others are.

button-second = Tell the operators more
given-apart = kept apart, not shown here

flow-second =
    <b>A few questions, so that the operators can help.</b> You can skip any of them.
    Never write your unit, your commander or where others are.

flow-second-health = Are you wounded or ill?
flow-second-health-short = Wounded or ill
flow-second-health-why = Operators see urgent messages before the others. You need not describe the wound.
flow-second-health-well = No
flow-second-health-can-wait = Yes, but it can wait
flow-second-health-urgent = Yes, I need help now

flow-second-company =
    Are you alone, or with others who want the same?

    Please give no names.
flow-second-company-short = Alone or not
flow-second-company-why = The operator must know for how many he answers. Each man decides for himself.
flow-second-company-alone = Alone
flow-second-company-group = With others
flow-second-company-unsure = I do not know yet

flow-second-control = Is this phone in your hands alone?
flow-second-control-short = Phone
flow-second-control-why = What the operator writes may be read by whoever holds the phone. He will see what you chose.
flow-second-control-mine = Yes, only in mine
flow-second-control-shared = Others use it too
flow-second-control-not-mine = Somebody else may read now

flow-second-identity =
    <b>Five data about you.</b> By the Convention a prisoner must tell just these.
    Surname, first names, rank, birth date, personal number.

    Why we ask: { $reason }
    Who reads it: { $readers }
    Kept: { $long ->
        [one] { $long } day
       *[other] { $long } days
    } at most, apart from everything else.

    You need not. May we ask?
flow-second-identity-short = Five data
flow-second-identity-why = { $reason } You can say no. You can still talk with an operator.
flow-second-identity-agree = Yes, ask
flow-second-identity-refuse = No, I do not want to

flow-second-surname = Your surname?
flow-second-surname-short = Surname
flow-second-surname-why = { $reason } You can skip it.
flow-second-names = Your first names?
flow-second-names-short = First names
flow-second-names-why = { $reason } You can skip it.
flow-second-rank = Your rank? Only the rank, no post and no unit.
flow-second-rank-short = Rank
flow-second-rank-why = { $reason } You can skip it.
flow-second-born = When were you born? For example: 03.05.1990
flow-second-born-short = Born
flow-second-born-why = { $reason } You can skip it.
flow-second-number = Your personal number?
flow-second-number-short = Number
flow-second-number-why = { $reason } You can skip it.

flow-second-place =
    <b>Where you are.</b> This is dangerous to tell. Telegram can read it too.

    Why we ask: { $reason }
    Who reads it: { $readers }
    Kept: { $long ->
        [one] { $long } hour
       *[other] { $long } hours
    } at most. Then its key is destroyed.

    Only your own place, never that of others. You need not. May we ask?
flow-second-place-short = Place
flow-second-place-why = { $reason } You can say no. An operator can still talk with you.
flow-second-place-agree = Yes, ask
flow-second-place-refuse = No, I do not want to

flow-second-area =
    Roughly, where are you? A village or a landmark nearby, in your own words.

    What you send is removed from the chat at once.
flow-second-area-short = Roughly where
flow-second-area-why = { $reason } Roughly is often enough.
flow-second-point =
    Do you want to give the exact point? A grid reference (MGRS), or a location from Telegram.

    Never share a live location: it shows every step you take.
    Send no photo of the place. Photos carry hidden data.
flow-second-point-short = Exact point
flow-second-point-why = { $reason } You can skip it and tell the operator later.

flow-second-tell =
    Is there anything else the operator must know?

    Not your unit, and not where others are.
flow-second-tell-short = Your words
flow-second-tell-why = So that the operator answers what matters to you. One sentence is enough.

receipt-second =
    <b>Stored.</b> No human has read it yet.
    If an operator answers, it comes here. We promise no time.
receipt-received =
    <b>Received:</b> { $questions }.
    It is kept until the case is erased.
receipt-apart-identity =
    <b>Received about you, kept apart:</b> { $questions }.
    It is destroyed within { $long } { $long ->
        [one] day
       *[other] days
    }.
receipt-apart-place =
    <b>Received about the place, kept apart:</b> { $questions }.
    It is destroyed within { $long } { $long ->
        [one] hour
       *[other] hours
    }.
receipt-apart-search =
    <b>Received about him, kept apart:</b> { $questions }.
    It is destroyed within { $long } { $long ->
        [one] day
       *[other] days
    }.

desk-second = <b>{ $alias }</b>: the person told more (second contact). Open shows it.
desk-button-place = 📍 Place
desk-button-identity = 👤 Five data
desk-place-apart = 📍 He sent a place. It is kept apart: press Place. It is deleted in time.
desk-apart-place = <b>{ $alias }</b> · place. It is deleted by { $time } UTC. Do not copy it.
desk-apart-identity = <b>{ $alias }</b> · five data. They are deleted by { $time } UTC. Do not copy them.
desk-apart-gone = Nothing of this kind is kept: nobody told it, or its time is over and it was deleted.
desk-apart-frozen = Frozen: this person is not free. What came after the sign was not kept.
desk-apart-withheld = 🟥 Told under duress, neither kept nor passed on: { $what }

asks-readers = the operators of this line

## What an operator keeps

desk-button-keep = Keep
desk-keep-asked = It is being fetched.
desk-kept = <b>{ $alias }</b>: kept, sealed in the case. Read it offline: python -m bot open
desk-kept-already = It is kept already.
desk-keep-refused = This file cannot be kept: larger than 20 MB, or no longer there. Nothing was stored.
desk-keep-no-picture = This picture cannot be kept: it is damaged or not whole. Nothing was stored.
desk-keep-too-large = This picture cannot be kept: it has far too many pixels. Nothing was stored.
