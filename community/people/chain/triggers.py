"""The database itself refuses to change or delete an entry or a seal. Who owns the tables can take the triggers
away; the chain then tells what they did."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

TABLES = ("people_auditentry", "chain_seal")
_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
"""


def lay_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """After each `migrate`, not in one migration: SQLite drops a table's triggers whenever it changes the table."""
    connection = connections[using]
    if set(TABLES) <= set(connection.introspection.table_names()):
        lay(connection)


def lay(connection: Any) -> None:
    lift(connection)
    _run(connection, _laid(connection.vendor))


def lift(connection: Any) -> None:
    """For tests that empty the database, or that do what an owner of the tables could do."""
    _run(connection, _lifted(connection.vendor))


def _laid(vendor: str) -> list[str]:
    if vendor == "postgresql":
        refuse = "EXECUTE FUNCTION audit_is_append_only()"
        return [_FUNCTION] + [
            f"CREATE TRIGGER append_only_{when} BEFORE {what} ON {table} FOR EACH {each} {refuse}"
            for table in TABLES
            for when, what, each in (("rows", "UPDATE OR DELETE", "ROW"), ("table", "TRUNCATE", "STATEMENT"))
        ]
    return [
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for table in TABLES
        for what in ("update", "delete")
    ]


def _lifted(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS append_only_{when} ON {table}"
            for table in TABLES
            for when in ("rows", "table")
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{what}" for table in TABLES for what in ("update", "delete")]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
