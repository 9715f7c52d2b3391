# Commands of the operators' side: what they are, and what is said where one can not be obeyed.
desk-help-line = /{ $name } — { $what }
desk-help-line-group = /{ $name } — { $what } (in the group)
desk-help-line-private = /{ $name } — { $what } (privately)
desk-help-supervisors = <b>For supervisors</b>
desk-command-start = start
desk-command-help = how this works, and all commands
desk-command-unknown = I do not know /{ $name }. Nothing was sent. /help shows all commands.
desk-command-not-group = /{ $name } works only in your private chat with me.
desk-command-not-private = /{ $name } works only in the operators' group.
desk-command-supervisors = /{ $name } is for supervisors, the admins of this group.
desk-command-anonymous = You write as an anonymous administrator. You can read along, not act. Turn anonymity off first.
desk-command-members = Only members of the operators' group can do that.
desk-command-which = Which case? Write /{ $name } in its room, in reply to its card, or with the alias: /{ $name } K7WQ2M
desk-command-closed = { $alias } is closed. The server can no longer read it. Only the person's five words open it again.
desk-press-supervisors = Only supervisors, the admins of this group, can press this.
desk-not-yours = Only members of the operators' group can press this.
