"""How operators see cases and the queue: cards, sheets, lists, the board, the digest."""
