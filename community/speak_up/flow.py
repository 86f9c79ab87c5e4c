"""One question after another. Which comes next is reckoned from what is answered; nothing is remembered here."""

from dataclasses import dataclass
from typing import Any

from django import forms

from community.speak_up.drafts import Draft
from community.speak_up.forms import STEPS, TOPICS, SendForm
from community.speak_up.models import Reader
from community.speak_up.opening import number_of

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer on the page that checks them."""

    step: str
    label: str
    shown: str


def missing(draft: Draft) -> str:
    """The first step without an answer, or the check."""
    return next((step for step in STEPS if step not in draft.answers), CHECK)


def before(step: str) -> str:
    steps = [*STEPS, CHECK]
    at = steps.index(step)
    return steps[at - 1] if at else ""


def blank(step: str, draft: Draft) -> forms.Form:
    """The form of a step as it stands in the draft."""
    if step == CHECK:
        return SendForm()
    return STEPS[step](initial={step: draft.answers.get(step)})


def chosen(draft: Draft) -> list[Reader]:
    """The readers of the draft who can still be chosen."""
    refs = [ref for ref in draft.answers.get("readers", []) if isinstance(ref, str)]
    return list(Reader.objects.offered().filter(pk_number__in=[number_of(ref) for ref in refs]))


def lines(draft: Draft) -> list[Line]:
    answers: dict[str, Any] = draft.answers
    return [
        Line("topic", "What it is about", dict(TOPICS).get(answers["topic"], "")),
        Line("what", "What happened", answers["what"]),
        Line("where", "Where and when", answers["where"] or "Not said"),
        Line("readers", "Who reads it", ", ".join(one.name for one in chosen(draft))),
    ]


def to_keep(draft: Draft) -> dict[str, str]:
    """What is sealed: the answers, without who reads them."""
    return {"topic": draft.answers["topic"], "what": draft.answers["what"], "where": draft.answers["where"]}
