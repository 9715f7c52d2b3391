# Words that may be somebody's five words, and five words that no longer work.

held-near =
    These may be your five words. They are not shown and not sent.
    If they are, check the spelling. Then press “I have five words”.
hint-near-dropped = The five words from before are erased. Nobody got them.
