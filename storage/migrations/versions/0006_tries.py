"""When a chat tried return codes: kept apart from the person, and for an hour or two."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of tries."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
