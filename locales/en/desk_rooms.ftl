# Rooms in operators' private chats, and several operator chats.
desk-room-awaits = <b>{ $alias }</b>: { $name } took this case, but has never pressed Start in my private chat. The room opens there as soon as that is done; until then the person's words wait sealed.
desk-room-here = <b>{ $alias }</b>: here is its room.
desk-room-of = <b>{ $alias }</b>: { $name } has this case.
desk-room-handed = <b>{ $alias }</b>: somebody else has this case now. Its messages were removed here.
desk-room-closed = <b>{ $alias }</b> is closed. Its messages were removed here.
desk-room-lost = <b>{ $alias }</b>: { $name } can no longer be reached in the private chat with me. The case waits for whoever takes it. Nothing is lost: Take shows the talk so far.
desk-room-moved = <b>{ $alias }</b>: you no longer have this case. Nothing was sent.
desk-room-emptied = (removed)
desk-wrong-room = You replied to a message of another case in this room. Nothing was sent. Reply in that case's own room.
desk-note-closed = This case is closed. Your note was not kept.
desk-note-of = <b>{ $alias }</b> · ✍ Internal note. It was not sent to the person.
desk-private-plain = It is not clear which case this belongs to. Nothing was sent or kept. Reply to a message of the case you mean, or write in its topic. /help
desk-command-elsewhere = <b>{ $alias }</b> belongs to another operators' group. It is worked there.
desk-chat-lost = ⚠️ I can no longer write in the operators' group “{ $title }”: I was removed or silenced there. Its open cases are shown here anew.
desk-chat-rights = ⚠️ In the operators' group “{ $title }” I lack rights: { $rights }. Give them back there, or make me an administrator.
desk-chat-back = I can write in the operators' group “{ $title }” again. New cases go there; those that came here stay here.
desk-chats-missing = ⚠️ Operators' groups of the settings in which I am no member: { $count }. Their cases are shown here. See: python -m bot check
