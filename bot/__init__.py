"""Parley: a Telegram bot for a surrender hotline. The house is drawn in docs/ARCHITECTURE.md."""
