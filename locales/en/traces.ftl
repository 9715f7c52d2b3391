# A new message, reading it, and what stays in the chat. The first line comes unasked: it must tell nothing.

read-line = You have a new message.
button-read = Read
read-nothing = You have read everything. There is nothing new yet.
status-unread =
    <b>An operator's answer is waiting.</b> Open it when nobody sees your screen.
voice-known = A voice can be recognised. If that is dangerous, write instead.

## The timer

button-traces = Traces in this chat
button-trace-0 = At once
button-trace-0-chosen = ✓ At once
button-trace-1 = 1 hour
button-trace-1-chosen = ✓ 1 hour
button-trace-12 = 12 hours
button-trace-12-chosen = ✓ 12 hours
button-trace-24 = 24 hours
button-trace-24-chosen = ✓ 24 hours
privacy-timer =
    <b>Traces.</b> { $hours ->
        [0] The bot removes your words at once, and answers at your next step.
        [one] After { $hours } hour the bot removes this screen and what was written here.
       *[other] After { $hours } hours the bot removes this screen and what was written here.
    }
    Answers in an application are removed at once. Screenshots and notifications are beyond our reach.
traces = <b>When should messages go?</b> The bot deletes yours and its own.
traces-now =
    The time of an answer begins when you open it.
    "At once": your words go at once, an answer goes at your next step. Without one, all goes after an hour.
    If the bot is cut off for long, something may stay. Telegram deletes nothing older than 48 hours.

## What a bot cannot take away

button-checklist = What to remove yourself
checklist-bot = <b>The bot removes</b> its messages and yours, by the timer or with /delete.
checklist-not =
    <b>The bot cannot remove:</b>
    • notifications that have already come;
    • screenshots and what was forwarded;
    • this chat itself in your list;
    • what stands on your other devices;
    • backups of your phone;
    • what your provider knows;
    • messages older than 48 hours.
checklist-hand =
    <b>What you can do yourself:</b>
    • delete this chat in Telegram: “Delete chat”;
    • clear the recent searches in Telegram;
    • clear notifications and hide their text;
    • end other sessions: Settings → Devices;
    • delete screenshots, from the bin too;
    • set a passcode for Telegram.
