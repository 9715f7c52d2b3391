### Answers found for a question in free words.

held-found = These answers may fit:
found =
    Passed on to the operators.

    Was this a question? An answer may be here already:
