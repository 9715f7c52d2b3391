"""What operators do with a case: take it, hand it on, merge it, close it; its room."""
