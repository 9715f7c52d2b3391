"""What operators know beyond the cases: fingerprints of sameness, marks that end, bans, pictures to be drawn."""

from pathlib import Path

from alembic import op

from storage.migrations import statements

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make their tables."""
    for statement in statements(Path(__file__)):
        op.execute(statement)
