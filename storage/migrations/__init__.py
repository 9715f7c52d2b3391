"""Alembic's migrations: every version is a plain SQL file, and a Python file that names it."""

from pathlib import Path


def statements(version: Path) -> list[str]:
    """The statements of the SQL file beside a version's Python file. A statement ends with `;` at a line's end."""
    text = version.with_suffix(".sql").read_text(encoding="utf-8")
    return [part.strip() for part in text.split(";\n") if part.strip()]
