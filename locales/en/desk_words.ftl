# Words that go out of the desk: canned replies, what waits for a second operator, taking back, erasing.
desk-button-release = Release
desk-button-refuse = Refuse
desk-button-held-look = Show me
desk-button-send = Send
desk-button-cancel = Cancel
desk-why-location = a place on the map
desk-why-map = a link to a map
desk-why-point = coordinates
desk-why-meeting = a time with a place
desk-held =
    ✋ <b>{ $alias }</b>: { $name }'s message waits for a second operator. <b>Not sent yet.</b>
    Why: { $why }
    <i>{ $text }</i>
desk-held-edit =
    ✋ <b>{ $alias }</b>: { $name }'s correction waits for a second operator. <b>The person still sees the earlier words.</b>
    Why: { $why }
    <i>{ $text }</i>
desk-held-how = A false alarm? One press sends it. Alone on shift: reply here with <code>{ $alias }</code>
desk-held-alert = ✋ <b>{ $alias }</b>: { $name }'s message waits for a second operator ({ $why }).
desk-held-released = ✔️ <b>{ $alias }</b>: released by { $name }.
desk-held-released-toast = Released. It is on its way.
desk-held-refused = ✖️ <b>{ $alias }</b>: refused by { $name }. Nothing was sent.
desk-held-refused-toast = Refused. Nothing was sent.
desk-held-changed = ✏️ <b>{ $alias }</b>: { $name } changed the message. These words will not be sent.
desk-held-undone = ↩️ <b>{ $alias }</b>: { $name }'s message was taken back. Nothing was sent.
desk-held-ended = ⌛ <b>{ $alias }</b>: nobody released { $name }'s message within a day. It was not sent.
desk-held-gone = This no longer waits: it was sent, refused, changed or is over.
desk-held-second = These are your own words. Another operator must press Release; somebody is on shift.
desk-held-alone = These are your own words and nobody else is on shift. Read them again. To send them, reply to this message with the alias: { $alias }
desk-edit-command = A command is not sent to the person, so this edit changes nothing for him. Write the new words instead.
desk-refused-document = A file does not go to a person: on his phone it can give him away, and files carry viruses. Nothing was sent. Send a picture as a photo, or write it.
desk-refused-animation = An animation does not go to a person. Nothing was sent. Only text, pictures and, with a second operator, a place go out.
desk-refused-audio = Music and recordings do not go to a person. Nothing was sent. Write it.
desk-refused-sticker = A sticker does not go to a person. Nothing was sent.
desk-refused-voice = Your voice does not go to a person: it can be recognised, and it may play aloud at the wrong moment. Nothing was sent. Write it.
desk-refused-video = A video does not go to a person: it is heavy, and it plays aloud. Nothing was sent. Send a picture, or write it.
desk-refused-video-note = A video does not go to a person: it is heavy, and it plays aloud. Nothing was sent. Send a picture, or write it.
desk-photo-lost = The picture was not sent: { $reason }
desk-photo-refused = the file is larger than 20 MB, or Telegram no longer has it.
desk-photo-no-picture = it is damaged or not whole. Send it again.
desk-photo-too-large = it has far too many pixels. Send a smaller one.
desk-undone = ↩️ <b>{ $alias }</b>: taken back. The person had not read it.
desk-undone-read = ↩️ <b>{ $alias }</b>: taken back and gone from the chat. <b>The person had read it.</b>
desk-undone-shown = ↩️ <b>{ $alias }</b>: taken back while it was being shown. Parts of it may have been read.
desk-undone-held = ↩️ Taken back. It had not been sent.
desk-undone-nothing = There is nothing to take back: reply with /undo to your own message that went to the person.
desk-undone-gone = Taken back already, or never sent.
desk-answered-undone = ↩️ <b>Operator, taken back:</b> { $text }
desk-command-a = an answer of the knowledge base: /a white flag
desk-command-r = a canned reply: /r hello; /r alone lists them
desk-command-undo = take back your message, in reply to it; says whether it was read
desk-command-erase = erase a person's message that should never have been sent, in reply to it
desk-pick = Which one? It is shown to you before it goes.
desk-pick-nothing = Nothing fits { $words }. Try other words, or /r alone for the list.
desk-pick-empty = Write what you look for: /a white flag
desk-preview = <b>{ $alias }</b> will see ({ $language }):
desk-preview-own = In the operators' language:
desk-preview-tongue = ⚠️ This person writes in { $name }, which I do not speak. It goes out in { $language }.
desk-preview-language = This person now reads another language. Look again, then press Send.
desk-preview-sent = ✉️ <b>{ $alias }</b>, by { $name }:
desk-preview-cancelled = ✖️ Not sent.
desk-preview-gone = This was sent or cancelled already, or is too old. Give the command again.
desk-erase-which = Reply with /erase to the person's message (💬) that is to be erased.
desk-erase-page = This page shows several messages, so I do not know which one. Reply with /erase to the one that stands alone (beneath the card, or 💬 in the room).
desk-erased-done = 🗑 <b>{ $alias }</b>: the message is erased from this chat and from the case. The person is told. A backup of an earlier day still holds its sealed copy, which only the operators' key opens.
desk-erased-entry = 🗑 (erased)
desk-taken-back-entry = ↩️ (taken back by the person)
desk-person-took-back = ↩️ <b>{ $alias }</b>: the person took a message back. It is gone from here and from the case.
person-erased =
    We erased one message of yours on our side. It held something that could harm you or others.
    This talk does not need it. Please send no places, units, names or documents.
desk-note-refused = This kind of message is not kept as a note, and it went to nobody. Text, photos, voices and videos are kept.
