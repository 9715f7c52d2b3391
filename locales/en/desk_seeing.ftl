# What operators see, who left, what two supervisors must want, the audit.
desk-command-open = the answers, privately: /open K7WQ2M; also place, identity or search, and a reason
desk-open-limit = You have opened today's number of cases. Whoever takes this one can open it, and any operator who has opened fewer.
desk-open-limit-taken = You have opened today's number of cases. { $name } has this one and can open it.
desk-open-asked = You have opened today's number of cases. This one opens all the same: I asked you privately why.
desk-open-why =
    <b>{ $alias }</b>: you have opened today's number of cases. This one opens all the same.
    Why do you need it now? Supervisors are told. In your own words: /open { $alias } and the reason.
desk-open-why-now = The person needs an answer now
desk-open-why-over = I am taking over from a colleague
desk-open-why-double = I am checking whether it is the same person
desk-open-why-typed = “{ $words }”
desk-open-what-answers = the answers
desk-open-over = 👁 <b>{ $alias }</b>: { $name } opened it beyond today's number ({ $what }). Supervisors, please look. The reason:
desk-anonymous-note = You write as an anonymous administrator: this was not kept as a note.
desk-left = <b>{ $alias }</b>: { $name } left the operators. The case waits again for whoever takes it.
desk-emptied = This message was removed.
desk-anchor = 🔗 Audit, today: <code>{ $anchor }</code>. Write it down elsewhere now and then: it shows whether its end was cut off.
desk-command-export = sealed files of cases, once a second supervisor agrees: /export K7WQ2M H3TR9A
desk-command-recipient = who can open sealed cases; one more, once a second supervisor agrees: /recipient add age1...
desk-request = 🔑 <b>{ $name }</b> asks for
desk-request-export = an export of the cases { $about }. It comes sealed to the operators' keys.
desk-request-recipient =
    one more key that opens every open case and every new one:
    <code>{ $about }</code>
    Have its owner read it out to you, not in this chat.
desk-request-two = A second supervisor confirms it until { $time } UTC. Anybody here can stop it.
desk-request-alone = There is no second supervisor, so it happens at { $time } UTC. Anybody here can stop it until then.
desk-button-grant = Confirm
desk-button-stop = Stop it
desk-request-noted = Noted. The operators' group is asked.
desk-request-gone = This was done, stopped, or has lapsed.
desk-request-own = You asked for it. Another supervisor must confirm.
desk-request-granted = ✅ { $name } confirmed.
desk-request-granted-toast = Confirmed.
desk-request-in-time = ✅ Nobody stopped it in 24 hours.
desk-request-stopped = ⛔ { $name } stopped it.
desk-request-stopped-toast = Stopped.
desk-request-left = ⛔ { $name } is no supervisor here any more. It will not happen.
desk-request-lapsed = ⌛ 24 hours have passed. It will not happen; it can be asked for again.
desk-request-failed = ⚠️ It could not be done. See the server's log.
desk-export-which = Which cases? /export and up to { $most } aliases.
desk-export-unknown = I know no case { $aliases }. Nothing was asked for.
desk-export-large = ⚠️ That is too much for one export. Ask for fewer cases.
desk-export-nothing = ⚠️ These cases are gone. There is nothing to export.
desk-export-caption =
    Sealed to the operators' keys: { $aliases }. It goes from this chat in 24 hours.
    On a machine with an operator's key: age -d -i operator.key export.age | tar x
desk-export-sent = 📦 Sent to { $name }, privately and sealed.
desk-export-undelivered = ⚠️ The export did not reach { $name }: write to me privately first, then ask again.
desk-recipients =
    { $count ->
        [one] One key opens sealed cases:
       *[other] { $count } keys open sealed cases:
    }
    { $keys }
desk-recipient-wrong = This is no age public key. It begins with age1; a private one (AGE-SECRET-KEY-) belongs to nobody but its owner.
desk-recipient-there = This key is on the list already.
desk-recipient-fixed = HOTLINE_OPERATOR_RECIPIENTS is set on the server: with another list the bot would not start again. Have it taken out there and start anew, then ask again. Nothing is lost: the list lies in the key folder.
desk-recipient-added = 🔑 Done. { $count } keys open the open cases and every new one. Closed cases open with the earlier keys only.
