"""W10: somebody who has every store tries to say who wrote which report.

`stores()` is what there is to take: each row of the reports' file in its order on the disk, each row of the building's
database that has a time or a person in it, each key and value of the cache, the times of the file. `guesses()` tries every
join that it knows: a name, number or session in the same row; the nearest sign of life to any time; the order of
reports beside the order of signs of life. It has to succeed where something was planted, or it proves nothing."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models

from community.people.models import AuditEntry, Person

LONG_AGO = 1_000_000_000  # seconds; a number above it may be a time
Life = tuple[float, int]  # when, whose


@dataclass
class Stores:
    """`reports`: one dict a report, of all that is kept of it, in the order on disk."""

    reports: list[dict[str, Any]]
    life: list[Life]
    names: dict[str, int]  # whatever names a person -> person
    cached: list[str] = field(default_factory=list)


def stores() -> Stores:
    people = {person.pk: person for person in Person.objects.all()}
    names = {one.handle: pk for pk, one in people.items()} | {one.ref: pk for pk, one in people.items()}
    life = [
        (entry.at.timestamp(), names[entry.who]) for entry in AuditEntry.objects.all() if entry.who in names
    ]
    for session in Session.objects.all():
        kept = session.get_decoded()
        if (who := int(kept.get("_auth_user_id", 0))) in people:
            names[session.session_key] = who
            life += [(found, who) for found in times_in(kept.values())]
    life += list(_of_every_table(people))
    return Stores(_reports(), sorted(life), names, _kept_for_now())


def _kept_for_now() -> list[str]:
    """Keys and values of the cache, of Redis as of the process's own."""
    held = getattr(cache, "_cache", {})
    if not hasattr(held, "get_client"):
        return [f"{key}={value!r}" for key, value in held.items()]
    redis = held.get_client()
    plain = [key for key in redis.scan_iter() if redis.type(key) == b"string"]
    return [f"{key.decode()}={redis.get(key)!r}" for key in plain]


def _of_every_table(people: dict[int, Person]) -> Iterable[Life]:
    for model in apps.get_models():
        if model._meta.app_label == "speak_up" or model._meta.proxy or model is AuditEntry:
            continue
        whose = [f.attname for f in model._meta.concrete_fields if f.related_model is Person]
        when = [f.attname for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)]
        if model is Person:
            whose = ["pk"]
        if whose and when:
            for row in model._default_manager.all():
                for one in (getattr(row, name) for name in whose):
                    if one in people:
                        yield from ((found, one) for found in times_in(getattr(row, name) for name in when))


def _reports() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    inside = apps.get_app_config("speak_up")
    for report in inside.get_model("report").objects.order_by("pk_number"):
        kept = {name: value for name, value in vars(report).items() if name != "_state"}
        for name in ("sealedkey", "entry", "attachment"):
            rows = inside.get_model(name).objects.filter(report=report).order_by("pk_number")
            kept[name] = [{key: value for key, value in vars(row).items() if key != "_state"} for row in rows]
        found.append(kept)
    return found


def times_in(values: Iterable[Any]) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, datetime):
            found.append(value.timestamp())
        elif isinstance(value, float) and value > LONG_AGO:
            found.append(value)
        elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value):
            moment = datetime.fromisoformat(value)
            found.append((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
        elif isinstance(value, dict):
            found += times_in(value.values())
        elif isinstance(value, list):
            found += times_in(value)
    return found


def guesses(held: Stores) -> dict[str, list[int | None]]:
    """By each way, for each report in its order: whose it seems to be."""
    return {
        "a name beside it": [_named(report, held) for report in held.reports],
        "a name in the cache": [_cached(report, held) for report in held.reports],
        "the nearest sign of life": [_nearest(report, held) for report in held.reports],
        "its place in the order": _in_order(held),
        "the busiest person of its day": [_busiest(report, held) for report in held.reports],
    }


def _named(report: dict[str, Any], held: Stores) -> int | None:
    words = repr(report)
    return next((who for name, who in held.names.items() if len(name) > 5 and name in words), None)


def _cached(report: dict[str, Any], held: Stores) -> int | None:
    marks = (str(report["pk_number"]), f"{report['pk_number']:016x}")
    for line in held.cached:
        if any(mark in line for mark in marks):
            for name, who in [*held.names.items(), *((f"person:{who}", who) for _when, who in held.life)]:
                if name in line:
                    return who
    return None


def _nearest(report: dict[str, Any], held: Stores) -> int | None:
    found = times_in(report.values())
    if not found or not held.life:
        return None
    return min(held.life, key=lambda one: abs(one[0] - found[0]))[1]


def _in_order(held: Stores) -> list[int | None]:
    """Spread evenly over the signs of life."""
    step = len(held.life) / max(1, len(held.reports))
    return [held.life[int(number * step)][1] if held.life else None for number in range(len(held.reports))]


def _busiest(report: dict[str, Any], held: Stores) -> int | None:
    day: date = report["opened_on"]
    there = [who for when, who in held.life if datetime.fromtimestamp(when).date() == day]
    return max(set(there), key=there.count) if there else None


def more_than_chance(right: int, of: int, people: int, sigmas: float) -> bool:
    chance = of / people
    return right > chance + sigmas * math.sqrt(of * (1 / people) * (1 - 1 / people))
