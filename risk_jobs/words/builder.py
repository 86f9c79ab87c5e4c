"""The form builder: the fields of a rule, one question each, and "add another" for what may stand several
times. It works without JavaScript: a button sends the form, and it comes back with one more row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from cms.forms import ask
from community.utterances.models import Kind
from risk_jobs.screening.context import DEFAULTS
from risk_jobs.screening.hours import read_hours
from risk_jobs.screening.language import MistakeInRule, read_clause
from risk_jobs.screening.rules import EFFECTS, FEWEST_EXAMPLES, TOPICS
from risk_jobs.words.text_form import Entry

Row = dict[str, str]
# Group -> how many rows an empty form shows.
GROUPS = {
    "any": 1,
    "unless": 1,
    "context": 0,
    "must_match": FEWEST_EXAMPLES,
    "must_not_match": FEWEST_EXAMPLES,
}
MOST_ROWS = 120
LONGEST = 2_000

TOPIC_CHOICES = [(topic, topic.replace("_", "-").capitalize()) for topic in TOPICS]
PRIORITIES = [
    ("1", "P1: now"),
    ("2", "P2: the same day"),
    ("3", "P3: routine"),
    ("4", "P4: search and digest only"),
]
READS = [
    ("act", "An act: something done, and somebody must have done it"),
    ("said", "Said: the words hold the person"),
    ("scene", "A scene: cues without a keyword"),
    ("mention", "A mention: the topic alone"),
    ("cues", "Small cues, where no other rule flags the text"),
]
CUES = [
    (cue, cue.replace("_", " ").capitalize())
    for cue in sorted({cue for cues in DEFAULTS.values() for cue in cues} | {"cannot_stop"})
]
EFFECT_CHOICES = [
    (effect, {"keep": "change nothing", "raise": "raise by one", "lower": "lower by one"}.get(effect, effect))
    for effect in EFFECTS
]
AS_LISTED = ("", "As the list says")
EXAMPLE_PRIORITIES = [AS_LISTED, *((f"P{n}", f"P{n}") for n in range(1, 5))]
LABELS = {
    "any": "Look for",
    "unless": "Unless",
    "context": "Around it",
    "must_match": "Must match",
    "must_not_match": "Must not match",
}
OPERATORS = (
    ("cutting", "the word in any of its forms: cut, cuts, cutting"),
    ("=cutting", "this word exactly"),
    ('"on my own"', "these words, exactly so and side by side"),
    ('"want die"~3', "these words in any form, in order, with at most 3 words between them"),
    ("laxat*", "words that begin so"),
    ("a near/5 b", "both within 5 words, in any order"),
    ("a then/5 b", "both within 5 words, in this order"),
    ("3 of/40 (a, b, c, d)", "a scene: any three of these within 40 words"),
    ('"took # pills"~2', "# stands for a number from two on, in digits or words"),
    ("points/68 worry", "small cues of this list that come to 68 points together, in the whole text"),
    ("a and b", "both somewhere in the text"),
    ("a or b", "either of them"),
    ("( … )", "brackets hold together what belongs together"),
    ('"tea|coffee again?"', "in quotes: either word; a word that may be left out"),
    ('"cut _ again"', "in quotes: _ stands for any one word"),
    ("emoji:knife", "an emoji by its name"),
    ("concept:again", "any wording of a concept, from the list of concepts"),
    ("frame:cutting", "under “unless”: a whole set of harmless wordings, from the list of frames"),
)


class RuleForm(forms.Form):
    """All fields of a rule. `rows`: how many rows each group shows; `rooms`: the rooms it may be narrowed to."""

    mark_optional = False

    id = ask(
        forms.RegexField(
            r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$",
            label="Id",
            max_length=60,
            help_text="Lower-case letters, as in self_harm.urge. It stays the same for ever.",
            error_messages={
                "invalid": "Write the id as topic.name in lower-case letters, as self_harm.urge."
            },
        ),
        width=20,
    )
    name = forms.CharField(label="Name", max_length=120)
    topic = forms.ChoiceField(label="Topic", choices=TOPIC_CHOICES)
    priority = forms.ChoiceField(
        label="Attention priority",
        choices=PRIORITIES,
        help_text="How soon a clinician should read such a text.",
    )
    reads = forms.ChoiceField(label="How it is read", choices=READS)
    owner = ask(
        forms.CharField(label="Owner", max_length=120, help_text="Who answers for this rule."), width=20
    )
    review = ask(
        forms.DateField(
            label="Review by",
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Write the day of review as 2027-03-31."},
        ),
        width=10,
    )
    rationale = ask(
        forms.CharField(label="Why this rule is there", max_length=LONGEST, widget=forms.Textarea),
        rows=3,
        count=False,
    )
    kinds = ask(
        forms.MultipleChoiceField(
            label="Only in",
            help_text="Choose none for everything that is said.",
            choices=Kind.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        small=True,
    )
    rooms = ask(
        forms.MultipleChoiceField(
            label="Only in these rooms",
            help_text="Choose none for all rooms.",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        small=True,
    )
    hour = ask(
        forms.CharField(
            label="Only at these hours",
            max_length=20,
            required=False,
            help_text="As in 22–06. Empty: always.",
        ),
        width=10,
    )
    beside = forms.CharField(
        label="And beside it",
        max_length=LONGEST,
        required=False,
        help_text="Something that must stand near what was found.",
    )
    within = ask(
        forms.IntegerField(label="Within", min_value=0, max_value=99, required=False), width=2, suffix="words"
    )

    def __init__(self, data: Any = None, *, rooms: Iterable[tuple[str, str]], rows: Mapping[str, int],
                 **how: Any) -> None:  # fmt: skip
        super().__init__(data, **how)
        self.rows = {group: min(max(0, rows.get(group, least)), MOST_ROWS) for group, least in GROUPS.items()}
        known = list(rooms)
        named = self.initial.get("rooms") or []
        known += [(slug, slug) for slug in named if slug not in dict(known)]
        self.fields["rooms"].choices = known  # type: ignore[attr-defined]
        for group, count in self.rows.items():
            for at in range(count):
                self._add_row(group, at)

    def _add_row(self, group: str, at: int) -> None:
        label = f"{LABELS[group]} {at + 1}"
        if group == "context":
            named = str((self.data or self.initial).get(f"context_{at}", ""))
            more = (
                [(named, named)] if re.fullmatch(r"[a-z_]{1,40}", named) and named not in dict(CUES) else []
            )
            cues = [("", "—"), *CUES, *more]
            cue = forms.ChoiceField(label=f"{label}: if it is", choices=cues, required=False)
            effect = forms.ChoiceField(label=f"{label}: then", choices=EFFECT_CHOICES, required=False)
            self.fields |= {f"context_{at}": cue, f"context_{at}_effect": effect}
            return
        if group in ("any", "unless"):
            self.fields[f"{group}_{at}"] = forms.CharField(label=label, max_length=LONGEST, required=False)
            return
        area = forms.Textarea(attrs={"rows": 2})
        text = ask(forms.CharField(label=label, max_length=LONGEST, required=False, widget=area), count=False)
        wanted = forms.ChoiceField(label=f"{label}: priority", choices=EXAMPLE_PRIORITIES, required=False)
        self.fields |= {f"{group}_{at}": text, f"{group}_{at}_priority": wanted}

    # --- for the page ---------------------------------------------------------------------------------
    def group(self, name: str) -> list[list[Any]]:
        """The bound fields of a group, row by row."""
        second = {"context": "effect"}.get(name, "" if name in ("any", "unless") else "priority")
        ends = ["", f"_{second}"] if second else [""]
        return [[self[f"{name}_{at}{end}"] for end in ends] for at in range(self.rows[name])]

    # --- checking -------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in [*(f"any_{at}" for at in range(self.rows["any"])), "beside"]:
            self._check_words(name, given.get(name, ""))
        for at in range(self.rows["unless"]):
            written = given.get(f"unless_{at}", "")
            if not written.startswith("frame:"):
                self._check_words(f"unless_{at}", written)
        if not any(given.get(f"any_{at}") for at in range(self.rows["any"])) and "any_0" not in self.errors:
            self.add_error("any_0" if self.rows["any"] else None, "Say at least one thing to look for.")
        self._check_hour(given.get("hour", ""))
        return given

    def _check_words(self, name: str, written: str) -> None:
        if not written or name in self.errors:
            return
        try:
            read_clause(written)
        except MistakeInRule as mistake:
            self.add_error(name, place_in_words(mistake, written))

    def _check_hour(self, written: str) -> None:
        if written and "hour" not in self.errors:
            try:
                read_hours(written)
            except MistakeInRule as mistake:
                self.add_error("hour", f"{str(mistake).capitalize()}.")

    # --- to and from the fields of the text -----------------------------------------------------------------
    def entry(self) -> Entry:
        """The rule's fields as its text has them. Call it after `is_valid`."""
        given = self.cleaned_data
        plain = ("id", "name", "topic", "reads", "owner", "rationale", "kinds", "rooms", "hour")
        found: Entry = {name: given[name] for name in plain}
        found |= {"priority": int(given["priority"]), "review": given["review"].isoformat()}
        found |= {"with": given["beside"], "within": given["within"]}
        found |= {group: self._filled(group) for group in ("any", "unless")}
        found["context"] = {
            given[f"context_{at}"]: given[f"context_{at}_effect"]
            for at in range(self.rows["context"])
            if given[f"context_{at}"]
        }
        return found | {group: self._examples(group) for group in ("must_match", "must_not_match")}

    def _filled(self, group: str) -> list[str]:
        written = (self.cleaned_data[f"{group}_{at}"] for at in range(self.rows[group]))
        return [one for one in written if one]

    def _examples(self, group: str) -> list[Any]:
        rows = ((f"{group}_{at}", f"{group}_{at}_priority") for at in range(self.rows[group]))
        pairs = [(_newlines(self.cleaned_data[text]), self.cleaned_data[wanted]) for text, wanted in rows]
        return [{wanted: text} if wanted else text for text, wanted in pairs if text]


def place_in_words(mistake: MistakeInRule, written: str) -> str:
    rest = written[mistake.column :].strip()
    place = f"at “{rest[:24]}{'…' if len(rest) > 24 else ''}”" if rest else "at the end"
    at = mistake.column + len(written[mistake.column :]) - len(written[mistake.column :].lstrip()) + 1
    return f"Character {at}, {place}: {mistake}."


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def initial_of(entry: Entry) -> tuple[dict[str, Any], dict[str, int]]:
    """What the form shows for these fields of a text, and how many rows of each group."""
    plain = (
        "id",
        "name",
        "topic",
        "reads",
        "owner",
        "review",
        "rationale",
        "kinds",
        "rooms",
        "hour",
        "within",
    )
    found: dict[str, Any] = {name: entry[name] for name in plain if name in entry}
    found |= {"beside": entry.get("with", ""), "priority": str(entry.get("priority", ""))}
    found.setdefault("reads", "act")
    for group in ("any", "unless"):
        found |= {f"{group}_{at}": str(one) for at, one in enumerate(entry.get(group, ()))}
    for at, (cue, effect) in enumerate(entry.get("context", {}).items()):
        found |= {f"context_{at}": cue, f"context_{at}_effect": effect}
    counts = {group: len(entry.get(group, ())) for group in GROUPS}
    for group in ("must_match", "must_not_match"):
        pairs = [pair for one in entry.get(group, ()) for pair in _pairs(one)]
        counts[group] = len(pairs)
        for at, (wanted, text) in enumerate(pairs):
            found |= {f"{group}_{at}": text, f"{group}_{at}_priority": wanted}
    return found, {group: max(count, GROUPS[group]) for group, count in counts.items()}


def _pairs(example: Any) -> list[tuple[str, str]]:
    return list(example.items()) if isinstance(example, dict) else [("", str(example))]


def rows_in(data: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of each group were sent; one more of the group whose "add another" was pressed."""
    counts = dict.fromkeys(GROUPS, 0)
    for name in data:
        found = re.fullmatch(r"(any|unless|context|must_match|must_not_match)_(\d{1,3})", name)
        if found:
            counts[found[1]] = max(counts[found[1]], int(found[2]) + 1)
    wanted = data.get("add", "")
    if wanted in counts:
        counts[wanted] += 1
    return counts


def typed(data: Mapping[str, Any], getlist: Any) -> dict[str, Any]:
    """What was typed, to be shown again as it is when a row is added."""
    found: dict[str, Any] = dict(data.items())
    return found | {name: getlist(name) for name in ("kinds", "rooms")}
