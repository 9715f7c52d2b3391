"""Which operators a case is sealed to."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the number of the list."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
