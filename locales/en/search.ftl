### Answers found for a question in free words.

held-found = These answers may fit:
held-nothing =
    There is no ready answer to this here. That is all right.
    Send these words to an operator, or choose below who this is about.
found =
    Passed on to the operators.

    Was this a question? An answer may be here already:
