"""What somebody has agreed to, in which version, and when."""

from django.db import models
from django.utils import timezone

from community.people.models.person import Person


class Agreement(models.Model):
    """One row for each version. Never changed: a new version is another row."""

    class What(models.TextChoices):
        CONSENT = "consent", "Who reads what I write, and when"
        RULES = "rules", "House rules"

    person = models.ForeignKey(Person, models.CASCADE, related_name="agreements")
    what = models.CharField(max_length=10, choices=What)
    version = models.CharField(max_length=20)
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["agreed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "what", "version"], name="a_version_is_agreed_to_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_what_display()}, {self.version}"
