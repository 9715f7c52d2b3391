"""The states of epochs, and the hours that the line remembers."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Give epochs a state, and make the table of hours."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
