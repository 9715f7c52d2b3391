"""Groups: several men who joined by the same words."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table of groups."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
