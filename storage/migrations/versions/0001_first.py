"""The first tables."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table of the first version."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
