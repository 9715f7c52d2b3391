"""Rows and keys: everything at rest, sealed. The one way in is `Database.transact`."""
