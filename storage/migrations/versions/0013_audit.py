"""The audit: who did what with which case."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table of the audit."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
