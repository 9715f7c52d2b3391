"""The few codes whose words are still kept, found without a look at all others."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the index."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
