"""The role that the server comes in as on PostgreSQL: it reads and writes rows, and changes nothing about the tables.

What was said in the audit trail it cannot change or take away: it adds events, and gives them their place in the chain.
What was released it only reads. Changes of tables, windows of themes and restores are the owner's.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Engine, text

from reflect.storage import making_roles, roles

SERVER_ROLE = "reflect_app"
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# By table, the rights where they are fewer than those. A right on one column names it.
LESS: dict[str, tuple[str, ...]] = {
    "alembic_version": ("SELECT",),
    "audit_event": ("SELECT", "INSERT", "UPDATE (position, link)"),
    "audit_head": ("SELECT", "INSERT", "UPDATE"),
    "theme_charge": ("SELECT",),
    "theme_figure": ("SELECT",),
}


def statements(role: str, database: str) -> list[str]:
    """The SQL that makes the role, or brings one that is there to exactly these rights.

    Run it as the owner of the tables, twice or more if you like. Tables that a later version brings are open to the
    role. A password is no part of it.
    """
    from psycopg import sql  # only here: a server on SQLite starts without it

    name, rows = sql.Identifier(role), sql.SQL(", ").join(map(sql.SQL, ROWS))
    made = [
        # Before PostgreSQL 15 everybody could make tables there.
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        sql.SQL("REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC").format(database=sql.Identifier(database)),
        sql.SQL("GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}").format(rows=rows, name=name),
        sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}").format(name=name),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}").format(
            rows=rows, name=name
        ),
    ]
    for table, rights in LESS.items():
        place = sql.Identifier("public", table)
        made.append(sql.SQL("REVOKE ALL ON {table} FROM {name}").format(table=place, name=name))
        given = sql.SQL(", ").join(map(sql.SQL, rights))
        made.append(sql.SQL("GRANT {given} ON {table} TO {name}").format(given=given, table=place, name=name))
    return [*making_roles.bare(role, database), *(each.as_string() for each in made)]


def make_role(connection: Connection, role: str, password: str | None = None) -> None:
    """Make the role, or set its rights anew, in the caller's transaction."""
    making_roles.make(connection, role, statements(role, making_roles.database_of(connection)), password)


def renew(connection: Connection, names: Sequence[str] = (SERVER_ROLE, roles.LEADS_ROLE)) -> list[str]:
    """Set the rights of the lesser roles that are there anew, after tables were made anew. Returns which."""
    found = [name for name in names if making_roles.there(connection, name)]
    for name in found:
        (roles.make_role if name == roles.LEADS_ROLE else make_role)(connection, name)
    return found


def problems(engine: Engine) -> list[str]:
    """What the role behind an engine may do beside this, as a sentence with its mend. Empty where there is nothing."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        more = sorted(set(_too_much(connection)))
    if not more:
        return []
    return [
        f"REFLECT_DATABASE_URL may {', '.join(more)}. Run reflect db roles as the owner of the tables, and set it to "
        f"{SERVER_ROLE} for the server."
    ]


def _too_much(connection: Connection) -> Iterator[str]:
    if connection.scalar(text("SELECT has_schema_privilege('public', 'CREATE')")):
        yield "change tables"
    if connection.scalar(_REWRITES):
        yield "rewrite the audit trail"


_REWRITES = text(
    "SELECT has_table_privilege('audit_event', 'DELETE, TRUNCATE') "
    "OR has_column_privilege('audit_event', 'details', 'UPDATE') OR has_table_privilege('audit_head', 'DELETE')"
)
