# An operator's first use: what to set up on his own phone.
desk-first =
    <b>Five things before you work</b>
    They protect you and the people who write to us. Press each one when it is done. You may begin at once; I will remind you next shift.

    1. Two-step login is on: Settings → Privacy → Two-Step Verification.
    2. A passcode locks Telegram: Settings → Privacy → Passcode Lock.
    3. Your name and picture are not your real ones, and nobody sees your number.
    4. Open no files or links that people send. The bot lets no documents through; do not open them elsewhere either.
    5. Take no screenshots, forward nothing.
desk-first-login = Two-step login is on
desk-first-passcode = The passcode is set
desk-first-name = My real name is not shown
desk-first-documents = I open no documents
desk-first-screens = I take no screenshots
desk-first-done = ✔️ All done. Thank you for taking care of yourself and of others.
