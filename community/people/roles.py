"""Roles, each with a sentence a clinician can check, and what each may do.

A role is always held somewhere: members hold theirs through the rooms of a key (Membership), staff
through a service (Appointment). Nobody holds a permission everywhere."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """Everything a role can allow, in alphabetical order."""

    ACCREDIT = "accredit"
    ADMINISTER = "administer"
    EDIT_LIBRARY = "edit_library"
    ENTER_EVERY_ROOM = "enter_every_room"
    ISSUE_KEYS = "issue_keys"
    MODERATE = "moderate"
    POST = "post"
    READ_REPORTS = "read_reports"
    READ_SPEAK_UP = "read_speak_up"
    SEARCH_EVERYTHING_SAID = "search_everything_said"
    USE_DESK = "use_desk"


class Role(models.TextChoices):
    PATIENT = "patient", "Patient"
    RECOVERED = "recovered", "Recovered helper"
    CARER = "carer", "Carer"
    VOLUNTEER = "volunteer", "Volunteer"
    SOCIAL_WORKER = "social_worker", "Social worker"
    CLINICIAN = "clinician", "Clinician"
    MODERATOR = "moderator", "Moderator"
    EDITOR = "editor", "Editor"
    ACCREDITOR = "accreditor", "Accreditor"
    MANAGER = "manager", "Service manager"
    GUARDIAN = "guardian", "Speak-up guardian"
    ADMINISTRATOR = "administrator", "Administrator"


@dataclass(frozen=True, slots=True)
class Card:
    """What a role means, in words that go on a screen, and what it allows."""

    sentence: str
    permissions: tuple[Permission, ...] = ()


P = Permission
CARDS: dict[Role, Card] = {
    Role.PATIENT: Card("Reads and writes in the rooms that their key opens.", (P.POST,)),
    Role.RECOVERED: Card("Has recovered, and welcomes others in the rooms that their key opens.", (P.POST,)),
    Role.CARER: Card("Looks after somebody who is ill; has rooms of their own and no sight of the patient's.", (P.POST,)),
    Role.VOLUNTEER: Card("Helps in the rooms that their key opens.", (P.POST,)),
    Role.SOCIAL_WORKER: Card("Supports people in the rooms that their key opens.", (P.POST,)),
    Role.CLINICIAN: Card(
        "Treats people of a service: enters its every room, answers the desk, issues keys.",
        (P.ENTER_EVERY_ROOM, P.ISSUE_KEYS, P.MODERATE, P.POST, P.SEARCH_EVERYTHING_SAID, P.USE_DESK),
    ),
    Role.MODERATOR: Card(
        "Keeps the rooms of a service kind and safe, and works the desk with its clinicians.",
        (P.ENTER_EVERY_ROOM, P.MODERATE, P.POST, P.SEARCH_EVERYTHING_SAID, P.USE_DESK),
    ),
    Role.EDITOR: Card("Writes library documents and videos of a service; cannot publish them.", (P.EDIT_LIBRARY,)),
    Role.ACCREDITOR: Card("Checks and publishes what editors of a service wrote.", (P.ACCREDIT, P.EDIT_LIBRARY)),
    Role.MANAGER: Card("Reads the reports of a service; enters no room and reads no text.", (P.READ_REPORTS,)),
    Role.GUARDIAN: Card("Reads what staff report when they speak up; sees nothing else.", (P.READ_SPEAK_UP,)),
    Role.ADMINISTRATOR: Card("Runs the installation and its settings; enters no room and reads no text.", (P.ADMINISTER,)),
}  # fmt: skip

STAFF_ROLES = frozenset(
    {
        Role.CLINICIAN,
        Role.MODERATOR,
        Role.EDITOR,
        Role.ACCREDITOR,
        Role.MANAGER,
        Role.GUARDIAN,
        Role.ADMINISTRATOR,
    }
)
MEMBER_ROLES = frozenset(Role) - STAFF_ROLES


def roles_with(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, card in CARDS.items() if permission in card.permissions)
