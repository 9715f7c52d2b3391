"""A Telegram for one laptop: a fake Bot API server, the people who use it, and a page to play them."""
