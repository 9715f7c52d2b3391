"""Shifts: who is there. Calls: what an operator has on his hands while somebody telephones."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make both tables."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
