"""Pictures of ours on their way to Telegram."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table of uploads."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
