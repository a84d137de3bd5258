"""The lesser role of the leads' door on PostgreSQL: what it may read is named here, and it may nothing else.

A table that is not named is closed to it, also one that comes later: journals, shares, contributions, accounts,
supervision and the trail are refused by the server itself, whatever the application asks for.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text

from reflect.storage import making_roles

LEADS_ROLE = "reflect_leads"
# Of each table, the columns that pages of released figures need; () stands for all of them.
MAY_READ: dict[str, tuple[str, ...]] = {
    "library_edition": (),
    "library_theme": (),
    "person": ("id", "unit_id"),
    "role": (),
    "theme_charge": (),
    "theme_figure": (),
    "theme_place": (),
    "theme_placed_unit": (),
    "theme_window": (),
    "unit": (),
}


def statements(role: str, database: str) -> list[str]:
    """The SQL that makes the role, or brings one that is there to exactly these rights. Run it as the owner, twice or
    more if you like. A password is no part of it."""
    from psycopg import sql  # only here: a server on SQLite starts without it

    name = sql.Identifier(role)
    made = [sql.SQL("ALTER ROLE {name} SET default_transaction_read_only = on").format(name=name)]
    for table, columns in MAY_READ.items():
        only = sql.SQL(" ({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))) if columns else sql.SQL("")
        made.append(
            sql.SQL("GRANT SELECT{only} ON {table} TO {name}").format(
                only=only, table=sql.Identifier("public", table), name=name
            )
        )
    return [*making_roles.bare(role, database), *(each.as_string() for each in made)]


def make_role(connection: Connection, role: str, password: str | None = None) -> None:
    """Make the role, or set its rights anew, in the caller's transaction."""
    making_roles.make(connection, role, statements(role, making_roles.database_of(connection)), password)


def too_much(engine: Engine) -> list[str]:
    """What the role behind an engine may read or change beside what is named here: tables, and columns of tables."""
    with engine.connect() as connection:
        return sorted(set(_too_much(connection)))


def _too_much(connection: Connection) -> Iterator[str]:
    for table, column in connection.execute(_READABLE):
        if table not in MAY_READ:
            yield table
        elif MAY_READ[table] and column not in MAY_READ[table]:
            yield f"{table}.{column}"
    yield from connection.scalars(_WRITABLE)


def missing(engine: Engine) -> list[str]:
    """The tables named here that the role behind an engine may not read."""
    with engine.connect() as connection:
        readable = {table for table, _column in connection.execute(_READABLE)}
    return sorted(MAY_READ.keys() - readable)


_READABLE = text(
    "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') "
    "AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'SELECT')"
)
_WRITABLE = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') "
    "AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE'))"
)
