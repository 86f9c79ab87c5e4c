"""Who somebody is here, what their key opens, and where. One file a noun."""

from community.people.models.agreements import Agreement
from community.people.models.appointments import Appointment
from community.people.models.audit import AuditEntry
from community.people.models.care import Discharge, HelperBreak, NamedClinician, PlannedAbsence, Training
from community.people.models.help_words import HelpWording
from community.people.models.keys import Key, KeyBatch, Membership
from community.people.models.person import Person
from community.people.models.refs import REF_LENGTH, new_ref
from community.people.models.service_settings import (
    ClaimTarget,
    ClosedDay,
    CrisisContact,
    OpeningHours,
    Retention,
    WordList,
)
from community.people.models.services import Service, Trust

__all__ = [
    "REF_LENGTH",
    "Agreement",
    "Appointment",
    "AuditEntry",
    "ClaimTarget",
    "ClosedDay",
    "CrisisContact",
    "Discharge",
    "HelpWording",
    "HelperBreak",
    "Key",
    "KeyBatch",
    "Membership",
    "NamedClinician",
    "OpeningHours",
    "Person",
    "PlannedAbsence",
    "Retention",
    "Service",
    "Training",
    "Trust",
    "WordList",
    "new_ref",
]
