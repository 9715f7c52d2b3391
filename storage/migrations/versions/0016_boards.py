"""The boards of operator chats."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table of boards."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
