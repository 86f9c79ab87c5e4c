"""What a post of a thread and a line of a living room show alike beside what was said."""

from community.people.roles import STAFF_ROLES, Role


class Said:
    """Has a number in its place, and `said_as`: as what its author stood there when they said it."""

    number: int
    said_as: str

    @property
    def name_of_number(self) -> str:
        """The number as it stands in ids and links: templates write numbers in the reader's way, and slowly."""
        return str(self.number)

    @property
    def badge(self) -> str:
        """What stands beside the name; nothing beside a patient's."""
        return "" if self.said_as in ("", Role.PATIENT) else Role(self.said_as).label

    @property
    def badge_kind(self) -> str:
        return "staff" if self.said_as in STAFF_ROLES else "been" if self.said_as == Role.RECOVERED else ""
