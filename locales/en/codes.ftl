# Words that may be somebody's five words, and five words that no longer work.

held-near =
    These may be your five words. They are not shown and not sent.
    If they are, check the spelling. Then press “I have five words”.
hint-near-dropped = The five words from before are erased. Nobody got them.
hint-code-new = The earlier five words do not work. You have new ones.
hint-code-lost = Your five words do not work: a fault on our side. Ask an operator before you leave this chat.
desk-code-lost = <b>{ $alias }</b>: the five words of this case do not work, by a fault on the server. They will not open it elsewhere.
