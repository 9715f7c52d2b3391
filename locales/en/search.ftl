### Answers found for a question in free words.

held-found = These answers may fit:
held-nothing =
    There is no ready answer to this here. That is all right.
    The operators have not seen it yet. Send it to them, or choose below.
found =
    Passed on to the operators.

    Was this a question? An answer may be here already:
