"""What is being waited for, and how long people waited."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables of watches and tallies."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
