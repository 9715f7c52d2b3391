"""Measurements and long campaigns; `make chaos` and others start them."""
