desk-command-forget_keys = 🔥 destroy the hot keys at once, when the server is about to be taken; a second supervisor confirms within 5 minutes
desk-request-forget =
    that all hot keys be <b>destroyed, at once and for ever</b>. For the minute before somebody takes the server.
    Lost for this server and for you here: open cases { $cases } (the operators' keys still open them offline), unfinished conversations { $drafts }, messages not yet read by the bot { $waiting }, not yet sent { $unsent }; all shifts, bans and figures.
    Nobody can be written to afterwards. Who has his five words opens his case again.
desk-forget-alone = ⛔ There is no second supervisor, and nobody destroys the keys alone. On the machine: python -m bot forget-keys
desk-forget-lapsed = ⌛ Five minutes have passed. Nothing was destroyed; it can be asked for again.
desk-keys-forgotten =
    🔥 <b>The hot keys are destroyed.</b> This server reads nothing any more of what was here: cases sealed: { $cases }; gone: unfinished conversations { $drafts }, waiting messages { $waiting }.
    The cases open offline with an operator's key. Their persons can not be written to; who comes back with his five words is here again. New messages arrive, under a new key. Say /shift in anew.
    If the server is being taken: revoke the token at BotFather now.
