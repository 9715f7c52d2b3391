"""Lanes shared by several processes on one PostgreSQL: whose they are, what is told, what is handed up."""
