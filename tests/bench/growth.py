"""A thread and a room of any length, filled by SQL, and what reading them costs PostgreSQL: the plan of each
statement, and how many rows it touched. Rows are counted, not timed, so that it can be held in every run."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.people.models import Person
from community.rooms.models import Room, Thread

# Tables that grow with what people write: none of them is to be read from end to end, or sorted.
GROWING = (
    "rooms_post", "rooms_thread", "rooms_readmarker", "rooms_bookmark", "rooms_reaction", "django_comments",
    "django_comments_xtd_xtdcomment", "utterances_utterance",
)  # fmt: skip
_POSTS = """
    WITH said AS (
        INSERT INTO django_comments (content_type_id, object_pk, site_id, user_id, user_name, user_email, user_url,
                                     comment, submit_date, is_public, is_removed)
        SELECT c.content_type_id, c.object_pk, c.site_id, c.user_id, c.user_name, '', '', c.comment, now(), true, false
        FROM django_comments c, generate_series(%(first)s, %(last)s) WHERE c.id = %(like)s RETURNING id
    ), numbered AS (SELECT id, %(first)s - 1 + row_number() OVER (ORDER BY id) AS number FROM said), stored AS (
        INSERT INTO django_comments_xtd_xtdcomment (comment_ptr_id, thread_id, parent_id, level, "order", followup,
                                                    nested_count)
        SELECT id, %(thread)s, 0, 0, number, false, 0 FROM numbered RETURNING comment_ptr_id
    )
    INSERT INTO rooms_post (xtdcomment_ptr_id, {columns})
    SELECT n.id, {values} FROM numbered n, rooms_post p WHERE p.xtdcomment_ptr_id = %(like)s"""
_THREADS = """
    INSERT INTO rooms_thread (ref, {columns})
    SELECT substr(md5(random()::text || g), 1, 12), {values} FROM rooms_thread t, generate_series(1, %(count)s) g
    WHERE t.id = %(like)s"""


def _columns(model: Any, alias: str, replaced: dict[str, str], without: set[str]) -> dict[str, str]:
    """The columns of a model, and for each the value of the row that is copied, or what replaces it."""
    names = [f.column for f in model._meta.local_fields if not f.primary_key and f.column not in without]
    return {
        "columns": ", ".join(f'"{name}"' for name in names),
        "values": ", ".join(replaced.get(name, f'{alias}."{name}"') for name in names),
    }


def lengthen(thread: Thread, upto: int) -> Thread:
    """Copies of its first post until the newest has the number `upto`; about a million in half a minute."""
    thread.refresh_from_db()
    like = thread.posts.get(number=1)
    replaced = {"number": "n.number", "send_key": "NULL"}
    columns = _columns(type(like), "p", replaced, without=set())
    with connection.cursor() as cursor:
        for first in range(thread.last_number + 1, upto + 1, 50_000):
            last = min(first + 49_999, upto)
            given = {"first": first, "last": last, "like": like.pk, "thread": thread.pk}
            cursor.execute(_POSTS.format(**columns), given)
    Thread.objects.filter(pk=thread.pk).update(last_number=upto)
    _let_the_planner_know()
    thread.refresh_from_db()
    return thread


def crowd(room: Room, like: Thread, count: int) -> None:
    """`count` more threads like one of the room's, each opened and answered a second before the last."""
    earlier = "- g * interval '1 second'"
    replaced = {
        "opened_at": f"t.opened_at {earlier}",
        "last_post_at": f"t.last_post_at {earlier}",
        "pinned_at": "NULL",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _THREADS.format(**_columns(Thread, "t", replaced, without={"ref"})),
            {"count": count, "like": like.pk},
        )
    _let_the_planner_know()


def _let_the_planner_know() -> None:
    with connection.cursor() as cursor:
        for table in GROWING:
            cursor.execute(f"ANALYZE {table}")


@dataclass
class Cost:
    """What one request asked of the growing tables. `rows`: all that were touched, also those thrown away."""

    rows: int = 0
    statements: int = 0
    faults: list[str] = field(default_factory=list)


def cost_of(ask: Callable[[], Any], most_sorted: int = 2_000) -> Cost:
    """`faults` names each statement that reads a growing table from end to end, or sorts many rows of one."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    cost = Cost()
    for query in captured.captured_queries:
        sql = query["sql"]
        if not sql.startswith("SELECT") or "FOR UPDATE" in sql or not any(t in sql for t in GROWING):
            continue
        cost.statements += 1
        for node in _nodes(_plan(sql)):
            _add(cost, node, sql, most_sorted)
    return cost


def _plan(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql.replace('%', '%%')}")
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _add(cost: Cost, node: dict[str, Any], sql: str, most_sorted: int) -> None:
    loops = node["Actual Loops"]
    touched = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * loops
    table = node.get("Relation Name", "")
    if table in GROWING:
        cost.rows += round(touched)
    if node["Node Type"] == "Seq Scan" and table in GROWING and touched > most_sorted:
        cost.faults.append(f"Seq Scan of {table} ({touched:.0f} rows): {sql[:300]}")
    if "Sort" in node["Node Type"] and _below(node) > most_sorted:
        cost.faults.append(f"Sort of {_below(node):.0f} rows: {sql[:300]}")


def _below(node: dict[str, Any]) -> float:
    return max((below["Actual Rows"] * below["Actual Loops"] for below in node.get("Plans", [])), default=0)


def reader(person: Person) -> Any:
    """A client signed in as this person."""
    from django.test import Client

    from tests import cast

    return cast.sign_in(Client(), person)
