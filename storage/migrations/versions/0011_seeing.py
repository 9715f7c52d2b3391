"""What operators see: what stands in their private chats, what they opened, what needs two supervisors."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the three tables."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
