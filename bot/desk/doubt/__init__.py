"""Telling true from false: what is noticed, what operators mark, whom supervisors ban."""
