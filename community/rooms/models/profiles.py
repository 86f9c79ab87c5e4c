"""What somebody chose to say about themselves. Everything else others see of them is their handle, their picture
and what they are in a room."""

from django.db import models
from django.utils import timezone

from community.people.models import Person

LONGEST_ABOUT = 1_000


class Profile(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, related_name="profile", primary_key=True)
    about = models.TextField(max_length=LONGEST_ABOUT, blank=True)
    html = models.TextField(blank=True, help_text="Rendered once, when it was written.")
    said_at = models.DateTimeField(default=timezone.now)
    # As what somebody of the team took it away (a Role); empty while it stands.
    removed_as = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"What {self.person_id} says about themselves"
