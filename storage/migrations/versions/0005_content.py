"""The last approved version of each answer."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of approved answers."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
