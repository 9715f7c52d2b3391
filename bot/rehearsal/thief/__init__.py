"""Be the thief: a line lives on in a copy of its folder, day by day, and stolen keys are tried on what it leaves."""
