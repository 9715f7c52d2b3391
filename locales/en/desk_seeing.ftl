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
