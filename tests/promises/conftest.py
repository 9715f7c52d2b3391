"""The storage fixtures, for the promises that storage makes."""

from tests.storage.conftest import data, database, folder, keyring, path, store, template

__all__ = ["data", "database", "folder", "keyring", "path", "store", "template"]
