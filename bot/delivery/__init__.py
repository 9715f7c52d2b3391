"""To and from Telegram: the sealed inbox, the lanes, the paced outbox, and the one session they share."""
