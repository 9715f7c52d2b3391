# Statistics for operators, in words and in the picture. Days are counted by UTC.
desk-command-stats = figures and a picture: /stats day, week or month
desk-stats-which = Of which period? /stats day, /stats week or /stats month
desk-stats-period-day = day today
desk-stats-period-week = week
desk-stats-period-month = month
desk-stats-head = <b>The line, { $days }</b> (days by UTC)
desk-stats-title = The line, { $days }
desk-stats-opened = <b>New: { $count }</b>
desk-stats-taken = <b>Taken: { $count }</b>
desk-stats-closed = <b>Closed: { $count }</b>
desk-stats-opened-title = New: { $count }
desk-stats-taken-title = Taken: { $count }
desk-stats-closed-title = Closed: { $count }
desk-stats-by-day = by day — { $counts }
desk-stats-by-door = who — { $counts }
desk-stats-doors-title = New: who writes
desk-stats-languages = <b>Languages</b> — { $counts }
desk-stats-languages-title = New: in which language
desk-stats-others = others
desk-stats-rest = { $name } and all others
desk-stats-few = fewer than five
desk-stats-few-picture = fewer than five, not shown
desk-stats-few-note = Fewer than five are not shown: such days, doors and languages are joined to their neighbours.
desk-stats-picture-note =
    Days by UTC. Fewer than five are not shown:
    they are joined to their neighbours.
desk-stats-waits = <b>First answer</b>: half had it { $median }, nine of ten { $ninety }
desk-stats-median = <b>First answer</b>: half had it { $median }
desk-stats-no-waits = <b>First answer</b>: fewer than five answers, not shown
desk-stats-minutes = within { $count } min
desk-stats-hours = within { $count } h
desk-stats-longer = after more than 48 h
desk-stats-now = <b>Now</b>: nobody has taken { $untaken }, in work { $open }
desk-stats-undelivered = <b>Answers not delivered</b>: { $count }
desk-stats-no-picture = The picture could not be drawn. All figures are in the message above.
