"""`setup`: from nothing to a line that can be looked at by `check`, each answer tried at once."""
