"""What somebody must see to: when it begins to be one, who is told, and that it is over."""
