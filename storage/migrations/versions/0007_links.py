"""Three words that may link a man's case with his family's."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table of links."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
