"""What wraps a hot case's keys, and what finds it, in tables of their own."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Move them there."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
