"""What every lesser role on PostgreSQL begins with: it may sign in, sees the schema, and has no other right yet."""

from collections.abc import Sequence

from sqlalchemy import Connection, text


def bare(role: str, database: str) -> list[str]:
    """The SQL that makes a role, or takes every right from one that is there. Run it as the owner of the tables."""
    from psycopg import sql  # only here: a server on SQLite starts without it

    name = sql.Identifier(role)
    made = [
        sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {word}) "
            "THEN CREATE ROLE {name} LOGIN; END IF; END $$"
        ).format(word=sql.Literal(role), name=name),
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}").format(name=name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}").format(name=name),
        sql.SQL("REVOKE ALL ON SCHEMA public FROM {name}").format(name=name),
        sql.SQL("GRANT CONNECT ON DATABASE {database} TO {name}").format(database=sql.Identifier(database), name=name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {name}").format(name=name),
    ]
    return [each.as_string() for each in made]


def make(connection: Connection, role: str, wanted: Sequence[str], password: str | None = None) -> None:
    """Make a role, or set its rights anew, in the caller's transaction.

    Args:
        wanted: the SQL that does it.
        password: with which it signs in; without one, it is left as it is. The server gets its hash alone.
    """
    statements = [*wanted, *([] if password is None else [_with_password(connection, role, password)])]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def there(connection: Connection, role: str) -> bool:
    """Whether the server knows a role."""
    return connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is not None


def database_of(connection: Connection) -> str:
    """The name of the database behind a connection."""
    return str(connection.scalar(text("SELECT current_database()")))


def _with_password(connection: Connection, role: str, password: str) -> str:
    from psycopg import Connection as Psycopg
    from psycopg import sql

    driver = connection.connection.driver_connection
    assert isinstance(driver, Psycopg)  # noqa: S101
    hashed = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    change = sql.SQL("ALTER ROLE {name} PASSWORD {word}")
    return change.format(name=sql.Identifier(role), word=sql.Literal(hashed)).as_string()
