"""Words for what the judge returns by name."""

from collections.abc import Mapping
from typing import Any

from django import template

from risk_jobs.desk.queue import Page

register = template.Library()


@register.filter
def topic_in_words(topic: str) -> str:
    return topic.replace("_", "-") if topic == "self_harm" else topic.replace("_", " ")


@register.filter
def view_in_words(view: str) -> str:
    return (
        "the text as written"
        if view in {"plain", "raw"}
        else f"the text with {view.replace('_', ' ')} undone"
    )


@register.filter
def cue_in_words(cue: str) -> str:
    return cue.replace("_", " ").capitalize()


@register.filter
def event_in_words(did: str) -> str:
    """What happened to a case without anybody's doing."""
    return {
        "opened": "opened",
        "joined": "another text hit",
        "raised": "raised",
        "escalated": "called",
        "aged": "raised by its age",
        "run_out": "the claim ran out",
        "woke": "waits no longer",
        "asked": "a clinician was asked for",
    }[did]


@register.filter
def deed_in_words(did: str) -> str:
    """What somebody did: "set it waiting"."""
    return {
        "noted": "noted", "set waiting": "set it waiting", "handed over": "handed it over", "contacted": "wrote",
        "escalated": "called for help", "undid": "undid",
    }.get(did, f"{did} it")  # fmt: skip


@register.filter
def in_words(page: Page) -> str:
    """How many cases there are, or were counted."""
    if page.total is None:
        return f"Page {page.number}"
    return f"{page.total} case{'' if page.total == 1 else 's'}"


@register.filter
def use_of(hit: dict[str, Any], usefulness: Mapping[str, object]) -> object:
    """How useful the rule behind a hit has been, in words."""
    return usefulness.get(hit["rule_id"], "none judged yet")
