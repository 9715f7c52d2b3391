"""When cases are over."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add what tells when things are over."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
