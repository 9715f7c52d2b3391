"""Which epochs sealed something here, and whether their keys were destroyed on purpose."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the list of epochs; the next start fills it."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
