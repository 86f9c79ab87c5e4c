"""A word for a post without writing one. There is no word against it, and nobody is ranked by them."""

from django.db import models
from django.utils import timezone

from community.people.models import Person
from community.rooms.models.posts import Post


class Feeling(models.TextChoices):
    WITH_YOU = "with-you", "With you"
    THANK_YOU = "thank-you", "Thank you"
    HOPE = "hope", "Gives me hope"


class Reaction(models.Model):
    """Somebody said one of the feelings to a post. How many did is told to its author alone, unless the room
    says otherwise."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="reactions")
    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    feeling = models.CharField(max_length=12, choices=Feeling)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Also the index that a page reads: the reactions to its posts.
            models.UniqueConstraint(fields=["post", "feeling", "person"], name="felt_once"),
            models.CheckConstraint(
                condition=models.Q(feeling__in=Feeling.values), name="a_feeling_is_one_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_feeling_display()} to {self.post_id}"
