"""Conversation as data: flow and answer files, and the pure engine that walks them."""
