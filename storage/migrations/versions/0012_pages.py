"""Lists of cases, page by page."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the indexes."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
