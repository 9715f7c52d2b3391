"""PostgreSQL behind the port. Loaded only where a server is named, so that a line on SQLite carries none of it."""
