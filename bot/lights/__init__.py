"""Lights of `check` that stop no start: the machine, the age of things, and who else asks Telegram."""
