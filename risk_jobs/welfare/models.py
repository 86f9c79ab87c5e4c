"""How much that is hard to read somebody of the team has opened."""

from django.db import models

from community.people.models import Person
from risk_jobs.desk.models import Case


class HardReading(models.Model):
    """One person opened one case of P1 or P2 on one day; opened again that day, it is one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="hard_readings")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [
            # Read by one's own page and the manager's: the last weeks of a person.
            models.UniqueConstraint(fields=["person", "day", "case"], name="a_hard_case_counts_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}"
