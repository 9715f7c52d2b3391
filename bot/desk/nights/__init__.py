"""Epochs and their nights: what is lacking at the start, the move to a new epoch, what supervisors are told of it."""
