"""Words for what the judge returns by name."""

from django import template

register = template.Library()


@register.filter
def topic_in_words(topic: str) -> str:
    return topic.replace("_", "-") if topic == "self_harm" else topic.replace("_", " ")


@register.filter
def view_in_words(view: str) -> str:
    return "the text as written" if view in {"plain", "raw"} else f"the text with {view.replace('_', ' ')} undone"


@register.filter
def cue_in_words(cue: str) -> str:
    return cue.replace("_", " ").capitalize()
