"""Run by alembic: apply the migrations, in one transaction, on the connection that storage/migrate.py hands over.

For PostgreSQL nothing is applied here: they are written down, and storage/postgres/migrating.py says them.
"""

from alembic import context

if context.is_offline_mode():
    context.configure(dialect_name="postgresql", output_buffer=context.config.output_buffer, transactional_ddl=False)
else:
    context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
