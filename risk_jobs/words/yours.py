"""What trying a rule on the past holds of somebody: the words by which it found their texts."""

from community.people.models import Person
from community.people.yours.holdings import Holding
from risk_jobs.words.models import TrialHit


def erase(person: Person) -> None:
    """That a rule found a text stays, for its counts; the words that it found go."""
    TrialHit.objects.filter(utterance__author=person).update(hits=[])


HOLDINGS = (
    Holding(
        ("words.TrialHit.utterance",),
        "When a clinician tried a new rule on what you wrote",
        not_copied="The words are those of your texts, which stand above.",
        erase=erase,
    ),
)
STAFF_ONLY = (
    "words.Missed.by", "words.AuditText.answered_by", "words.RuleVersion_editors.person",
    "words.RuleVersion.created_by", "words.RuleVersion.edited_by", "words.RuleVersion.published_by",
    "words.RuleVersion.editors", "words.RuleEvent.by", "words.Trial.asked_by", "words.TrialHit.judged_by",
)  # fmt: skip
# That something was noticed about a text, and no word of it.
WORDLESS = ("words.Missed.utterance", "words.AuditText.utterance", "words.ShadowHit.utterance")
