## When things end

receipt-until =
    The words work until { $date }; after closing, { $days ->
        [one] { $days } day
       *[other] { $days } days
    }.
    After 30 silent minutes the first screen stands here. They bring all back.
privacy-kept =
    <b>How long.</b> Unsent answers are erased { $draft ->
        [one] { $draft } day
       *[other] { $draft } days
    } after you were last here.
    When nobody writes in a case for { $rest ->
        [one] { $rest } day
       *[other] { $rest } days
    }, the server seals it and can no longer read it. Your five words still open it.
    If today’s word in it was the last, it is erased after { $date }.
    A closed case is erased { $closed ->
        [one] { $closed } day
       *[other] { $closed } days
    } after closing. /delete erases at once.
    What operators did is on record for { $audit ->
        [one] { $audit } day
       *[other] { $audit } days
    }, without your words.
status-closed =
    <b>Your case is sealed.</b> From now on we cannot write to you.
    { $date ->
        [none] If you have five words, they open it again.
       *[other] If you have five words, they open it again until { $date }. Then it is erased.
    }
person-closed =
    ✉️ { $word }

    The conversation has ended. From now on we cannot write to you. The server can no longer read it.
    { $date ->
        [none] If you have five words, they open it again.
       *[other] If you have five words, they open it again until { $date }. Then it is erased.
    }
    You can write again at any time: /start
person-resting =
    ✉️ { $word }

    Nobody has written here for a long time, so the conversation is sealed. From now on we cannot write to you. The server can no longer read it.
    { $date ->
        [none] If you have five words, they open it again.
       *[other] If you have five words, they open it again until { $date }. Then it is erased.
    }
    You can write again at any time: /start

## For operators

desk-reason-rest = Nobody wrote in it for long
desk-state-resting = ✔️ Sealed: nobody wrote in it for long
desk-room-resting = <b>{ $alias }</b> is sealed, nobody wrote in it for long. Its messages were removed here.
desk-rested-unread = { $count ->
    [one] { $count } case was sealed by its age before anybody took it
   *[other] { $count } cases were sealed by their age before anybody took them
}: { $aliases }. Five words or an operator's key still open them.
desk-rested-damaged = { $count ->
    [one] { $count } case was sealed by its age, and something of it is damaged
   *[other] { $count } cases were sealed by their age, and something of them is damaged
}: { $aliases }. Perhaps the person was not told. What is whole still opens with five words or an operator's key. Tell whoever runs the server.
desk-revived = <b>{ $alias }</b> was opened again with an operator's key. It waits for an operator.
desk-clock-held =
    ⚠️ The server's clock says { $day }, and it cannot be believed. While that is so, nothing is erased or sealed by its age.
    If the day is wrong, set the clock right. If it is right: stop the bot, python -m bot purge, start it.
