"""Figures of the line, in words and as a picture."""
