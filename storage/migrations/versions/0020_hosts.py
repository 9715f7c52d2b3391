"""What hosts that stand by for each other tell one another."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
