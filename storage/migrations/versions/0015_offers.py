"""Words of operators that wait for a press."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table of offers."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
