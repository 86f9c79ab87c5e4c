"""A list that was published before one of its entries existed never stops anybody's text from being read."""

import pytest

from risk_jobs.desk.models import Case
from risk_jobs.words import live
from risk_jobs.words.models import Kind, RuleVersion

pytestmark = pytest.mark.django_db


def _without(kind: Kind, name: str) -> None:
    """As in an installation whose list is older than this entry."""
    version = RuleVersion.objects.get(rule__kind=kind, state="live")
    lines = version.text.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{name}:"))
    end = next((at for at in range(start + 1, len(lines)) if lines[at][0] not in " -"), len(lines))
    RuleVersion.objects.filter(pk=version.pk).update(text="".join(lines[:start] + lines[end:]))
    live._now = None
    live.look_again()


@pytest.fixture(autouse=True)
def _forget():
    yield
    live._now = None
    live.look_again()


def test_what_the_lists_lack_stands_in_from_the_starter_pack_and_staff_are_told(building, say):
    lacking = [
        (Kind.CONTEXT, "everyday"),
        (Kind.CONCEPTS, "again"),
        (Kind.FRAMES, "cutting"),
        (Kind.POINTS, "worry"),
    ]
    for kind, name in lacking:
        _without(kind, name)
    said = say(building.mia, building.harbour, "I've been purging again since Sunday")
    assert said.screened_at is not None
    assert Case.objects.get().topic == "purging"
    assert all(f"“{name}”" in live.current().trouble for _, name in lacking)


def test_a_context_list_alone_stands_in_too(building, say):
    _without(Kind.CONTEXT, "everyday")
    assert say(building.mia, building.harbour, "I've been purging again since Sunday").screened_at is not None
    assert "lack “everyday”" in live.current().trouble
