"""Hosts with a data folder each: what they say to one another through the database, and keys in sealed letters."""
