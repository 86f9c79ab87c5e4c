"""A row that somebody locks may be pointed to by what others write at the same moment: a notice, a flag, a membership.

PostgreSQL checks such a pointer with a lock of its own (FOR KEY SHARE), which waits for FOR UPDATE but not for FOR
NO KEY UPDATE. Two members in danger who answered each other so ended in a deadlock, and one text was refused."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
APPS = ("cms", "community", "search", "risk_jobs")


def locks_without_no_key(source: str) -> list[int]:
    """The lines of all `select_for_update` that do not say `no_key=True`."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and not any(k.arg == "no_key" and getattr(k.value, "value", None) is True for k in call.keywords)
    ]


@pytest.mark.parametrize("app", APPS)
def test_no_lock_stands_in_the_way_of_who_only_points_to_the_row(app):
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in (ROOT / app).rglob("*.py")
        for line in locks_without_no_key(path.read_text())
    }
    assert found == set()


def test_a_lock_of_the_other_kind_is_found():
    assert locks_without_no_key("rows = Post.objects.select_for_update(of=('self',)).get()") == [1]
    assert locks_without_no_key("rows = Post.objects.select_for_update(no_key=True).get()") == []
