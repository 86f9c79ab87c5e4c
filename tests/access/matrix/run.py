"""The calls of a matrix, and what was wrong with them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial

from django.test import Client

from cms import routes
from tests.access.matrix import answers
from tests.access.matrix.table import (
    ABSENT,
    THINGS,
    Address,
    Outcome,
    Standing,
    address_named,
    expected,
    may_read,
)
from tests.access.matrix.world import World

Answer = tuple[int, bytes, str]  # status, what was said, where it leads


@dataclass
class Result:
    calls: int = 0
    wrong: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def open_routes() -> list[str]:
    return sorted(route for route, whom in routes.table().items() if whom is not routes.For.CLOSED)


def not_in_the_table() -> list[str]:
    return [route for route in open_routes() if address_named(route) is None]


def walk(world: World, who: Standing, methods: Iterable[str], only: Iterable[str] | None = None) -> Result:
    """Ask everything of every address as this person."""
    client, result, allowed = answers.client_of(who, world), Result(), may_read(who)
    nowhere = cache(partial(_nowhere, client))
    for route in open_routes() if only is None else only:
        row = address_named(route)
        if row is None:  # a test of its own says so
            continue
        for method in methods:
            _ask_about_everything(client, world, who, row, route, method, allowed, result, nowhere)
    return result


def _ask_about_everything(
    client: Client, world: World, who: Standing, row: Address, route: str, method: str,
    allowed: frozenset[str], result: Result, nowhere: Callable[[str, str], Answer],
) -> None:  # fmt: skip
    # What this person gets where there is nothing: at this address, or at none at all. The CMS has a content policy
    # of its own, so its nowhere is its own too.
    if row.about == "-":
        nothing = nowhere(method, "/cms/" if route.startswith("cms/") else "/")
    else:
        nothing = answers.ask(client, method, answers.address(route, row.about, ABSENT, world))
    for thing in THINGS[row.about]:
        where = answers.address(route, row.about, thing, world)
        status, said, leads = nothing if thing is ABSENT else answers.ask(client, method, where)
        result.calls += 1
        result.statuses[status] += 1
        case = f"{who} | {method.upper()} {route} | {thing}"
        got, want = answers.outcome_of(status, said, leads, nothing[1]), expected(who, row, thing, method)
        if not _as_wanted(got, want, status, row):
            result.wrong.append(f"{case}: wanted {want.value}, got {getattr(got, 'value', got)} ({status})")
        known = answers.canaries_in(where.encode())  # what one asked for by its name is not news
        if strange := answers.canaries_in(said) - allowed - known:
            result.leaks.append(f"{case}: {sorted(strange)}")


def _nowhere(client: Client, method: str, beside: str) -> Answer:
    return answers.ask(client, method, f"{beside}nothing-here/at-all/")


def _as_wanted(got: Outcome | str, want: Outcome, status: int, row: Address) -> bool:
    if want is Outcome.OPEN:
        # What is open may still answer that it knows no such code or page; it never fails.
        return got is Outcome.OPEN or status == 405 or (row.about in ("-", "code") and status < 500)
    if row.about == "row":  # of no such row one may hear at once, or after giving the second factor afresh
        return not isinstance(got, str)
    return got is want or (want is Outcome.REFUSED and status == 405)
