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
    KEEP_CARE_TEAM = "keep_care_team"
    MANAGE_SERVICE = "manage_service"
    MODERATE = "moderate"
    POST = "post"
    READ_REPORTS = "read_reports"
    READ_SPEAK_UP = "read_speak_up"
    REVEAL_IDENTITY = "reveal_identity"
    SEARCH_EVERYTHING_SAID = "search_everything_said"
    SEE_WHO_ENTERS = "see_who_enters"
    USE_DESK = "use_desk"
    WRITE_RULES = "write_rules"


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

    def __post_init__(self) -> None:
        """Sorted, so that a clinician finds a permission, or its absence, at a glance."""
        if list(self.permissions) != sorted(set(self.permissions)):
            raise ValueError(f"Permissions are sorted and named once: {self.permissions}")


# What each permission allows, as the page of roles says it.
IN_WORDS: dict[Permission, str] = {
    Permission.ACCREDIT: "publish what editors wrote, after checking it",
    Permission.ADMINISTER: "appoint staff and change the settings of every service",
    Permission.EDIT_LIBRARY: "write documents and videos",
    Permission.ENTER_EVERY_ROOM: "enter every room of the service",
    Permission.ISSUE_KEYS: "issue and withdraw keys",
    Permission.KEEP_CARE_TEAM: "say who knows a member, plan absences, discharge, sign training",
    Permission.MANAGE_SERVICE: "change the settings of the service and appoint its staff",
    Permission.MODERATE: "remove posts of others",
    Permission.POST: "write in the rooms that are open to them",
    Permission.READ_REPORTS: "read the reports of the service",
    Permission.READ_SPEAK_UP: "read what staff report when they speak up",
    Permission.REVEAL_IDENTITY: "see a member's real name, NHS number, date of birth and contact, with a reason",
    Permission.SEARCH_EVERYTHING_SAID: "search everything that was said in the service",
    Permission.SEE_WHO_ENTERS: "see who can enter a room of the service, and why",
    Permission.USE_DESK: "answer cases at the desk",
    Permission.WRITE_RULES: "write the rules that texts are judged by",
}

P = Permission
CARDS: dict[Role, Card] = {
    Role.PATIENT: Card("Reads and writes in the rooms that their key opens.", (P.POST,)),
    Role.RECOVERED: Card("Has recovered, and welcomes others in the rooms that their key opens.", (P.POST,)),
    Role.CARER: Card("Looks after somebody who is ill; has rooms of their own and no sight of the patient's.", (P.POST,)),
    Role.VOLUNTEER: Card("Helps in the rooms that their key opens.", (P.POST,)),
    Role.SOCIAL_WORKER: Card("Supports people in the rooms that their key opens.", (P.POST,)),
    Role.CLINICIAN: Card(
        "Treats people of a service: enters its every room, answers the desk, issues keys, keeps care teams, writes rules,"
        " and may see who somebody is.",
        (P.ENTER_EVERY_ROOM, P.ISSUE_KEYS, P.KEEP_CARE_TEAM, P.MODERATE, P.POST, P.REVEAL_IDENTITY,
         P.SEARCH_EVERYTHING_SAID, P.SEE_WHO_ENTERS, P.USE_DESK, P.WRITE_RULES),
    ),
    Role.MODERATOR: Card(
        "Keeps the rooms of a service kind and safe, and works the desk with its clinicians.",
        (P.ENTER_EVERY_ROOM, P.MODERATE, P.POST, P.SEARCH_EVERYTHING_SAID, P.USE_DESK),
    ),
    Role.EDITOR: Card("Writes library documents and videos of a service; cannot publish them.", (P.EDIT_LIBRARY,)),
    Role.ACCREDITOR: Card("Checks and publishes what editors of a service wrote.", (P.ACCREDIT, P.EDIT_LIBRARY)),
    Role.MANAGER: Card(
        "Runs a service: its settings, its staff and its reports; enters no room and reads no text.",
        (P.MANAGE_SERVICE, P.READ_REPORTS, P.SEE_WHO_ENTERS),
    ),
    Role.GUARDIAN: Card("Reads what staff report when they speak up; sees nothing else.", (P.READ_SPEAK_UP,)),
    Role.ADMINISTRATOR: Card(
        "Appoints staff and keeps the settings of every service; enters no room and reads no text.", (P.ADMINISTER,)
    ),
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


# Whom a service manager may appoint. Managers, guardians and administrators are appointed by an administrator.
APPOINTED_BY_MANAGERS = frozenset({Role.CLINICIAN, Role.MODERATOR, Role.EDITOR, Role.ACCREDITOR})
