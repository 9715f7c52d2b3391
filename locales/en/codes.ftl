# Words that may be somebody's five words, and five words that no longer work.

held-near =
    These may be your five words. They are not shown and not sent.
    If they are, check the spelling. Then press “I have five words”.
hint-near-dropped = The five words from before are erased. Nobody got them.
hint-code-word-1 = The first word is not on our list. Check it and write all the words again.
hint-code-word-2 = The second word is not on our list. Check it and write all the words again.
hint-code-word-3 = The third word is not on our list. Check it and write all the words again.
hint-code-word-4 = The fourth word is not on our list. Check it and write all the words again.
hint-code-word-5 = The fifth word is not on our list. Check it and write all the words again.
hint-code-words = There are slips in several words. Check each and write them all again.
hint-code-new = The earlier five words do not work. You have new ones.
hint-code-lost = Your five words do not work: a fault on our side. Ask an operator before you leave this chat.
desk-code-lost = <b>{ $alias }</b>: the five words of this case do not work, by a fault on the server. They will not open it elsewhere.
desk-codes-storm = ⚠️ { $count } chats typed five words at once. Each is tried in turn, five an hour. Somebody may be guessing; whoever really returns waits longer.
