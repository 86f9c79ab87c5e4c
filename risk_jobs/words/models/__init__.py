from risk_jobs.words.models.feedback import AuditText, Missed
from risk_jobs.words.models.rules import LISTS, Kind, Rule, RuleEvent, RuleQuerySet, RuleSet, RuleVersion
from risk_jobs.words.models.trials import ShadowHit, Trial, TrialHit, TrialKind

__all__ = [
    "LISTS",
    "AuditText",
    "Kind",
    "Missed",
    "Rule",
    "RuleEvent",
    "RuleQuerySet",
    "RuleSet",
    "RuleVersion",
    "ShadowHit",
    "Trial",
    "TrialHit",
    "TrialKind",
]
