"""The use cases: what happens when a person or an operator writes or presses a button."""
