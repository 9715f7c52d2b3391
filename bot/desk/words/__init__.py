"""Words between an operator and a case's person: held, passed on, changed, taken back."""
