"""Codes told with the last word first, what is kept apart and ends in time, files an operator wants kept."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and columns."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
