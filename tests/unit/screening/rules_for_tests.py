"""Small judges for tests: rules written in the test, the shared lexicon of the building."""

from __future__ import annotations

from risk_jobs.screening.judge import Judge
from risk_jobs.screening.pack import build_judge, read_frames
from risk_jobs.screening.rules import read_rules

EXAMPLES = "must_match: [a, b, c]\n  must_not_match: [d, e, f]"


def rule_yaml(looks_for: str, **fields: str) -> str:
    """One rule as YAML; `looks_for` is one expression."""
    given = {"topic": "purging", "priority": "2", "reads": "act", "id": "test.rule", **fields}
    lines = "\n".join(f"  {name}: {value}" for name, value in given.items() if name != "id")
    return (
        f"- id: {given['id']}\n  name: A rule\n  owner: Tests\n  review: 2027-01-31\n  rationale: for tests\n"
        f"{lines}\n  any:\n    - '{looks_for.replace(chr(39), chr(39) * 2)}'\n  {EXAMPLES}\n"
    )


def judge_of(looks_for: str, **fields: str) -> Judge:
    """A judge with that one rule."""
    return build_judge(read_rules(rule_yaml(looks_for, **fields), read_frames()), "test-1")


def hit(looks_for: str, text: str, **fields: str) -> bool:
    """Whether a rule that looks for this hits that, whatever the context makes of it."""
    return bool(judge_of(looks_for, **fields).verdict(text).hits)
