### The lock: what a person reads about it, and the one line that quick exit leaves.

button-exit = Exit
button-pin = Choose a PIN
button-clear-yes = Yes, empty the chat
left = To begin, send /start.
pin =
    <b>Choose a PIN: 4 to 8 digits.</b> Type it here.

    After “Exit”, /clear or 30 minutes of silence the chat shows the first screen.
    Type the PIN there, and everything is back.

    Nobody can give back a forgotten PIN. After five wrong tries, wait an hour.
pin-again = Type the same PIN once more.
clear =
    <b>Empty this chat?</b> You have neither five words nor a PIN.
    What you have not sent will be lost. So will an answer still on its way.

    With a PIN nothing is lost.
privacy-lock =
    <b>The lock.</b> After “Exit”, /clear or 30 minutes of silence the chat shows the first screen.
    Your five words or your PIN bring everything back.
    Without them “Exit” and /clear lose what was here. Silence then locks nothing.
receipt-pin = Without a PIN, “Exit” and /clear lose the answer.
hint-pin-digits = A PIN has 4 to 8 digits, no spaces. Your message was removed from the chat.
hint-no-pin = That is no PIN: it has 4 to 8 digits, no letters. Your message was removed and sent to nobody.
hint-pin-differs = The two were not alike. Type a new PIN.
hint-pin-set = Your PIN is set.
hint-unlocked = Everything is back as you left it.
