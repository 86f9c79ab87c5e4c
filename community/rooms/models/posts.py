"""What somebody said in a thread."""

from typing import Any

from django.db import models
from django.utils import timezone
from django_comments.abstracts import CommentAbstractModel
from django_comments_xtd.models import XtdComment

from community.people.models import Person
from community.people.policies import rooms_open_to
from community.people.roles import Role
from community.rooms.models.rooms import Room
from community.rooms.models.said import Said
from community.rooms.models.threads import Thread


class PostState(models.TextChoices):
    PUBLISHED = "published", "Published"
    DELETED = "deleted", "Deleted by its author"
    HIDDEN = "hidden", "Removed by a moderator"


class Rule(models.TextChoices):
    """What a removed post ran against; each is a line of the house rules, found there by its value."""

    NUMBERS = "numbers", "no weights, BMI, calories, sizes or amounts"
    METHODS = "methods", "no ways to harm yourself"
    NAMES = "names", "no real names or places"
    PASSING_ON = "passing-on", "what others wrote here stays here"
    KINDNESS = "kindness", "be kind, also when you disagree"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Any) -> "PostQuerySet":
        """Posts of rooms this person may enter; a removed one keeps its place and shows who removed it."""
        return self.filter(room_id__in=rooms_open_to(person).keys())

    def published(self) -> "PostQuerySet":
        return self.filter(state=PostState.PUBLISHED)

    def lean_with_authors(self) -> "PostQuerySet":
        """Only this model's own columns and the author's name and picture: the two comment tables underneath
        are not touched."""
        own = [field.name for field in Post._meta.local_fields]
        return self.select_related("author").only(*own, "author__handle", "author__avatar", "author__ref")


class Post(Said, XtdComment):
    """A comment on a thread, stored by django-comments-xtd, read and written only by this app.

    Everything that a page filters or shows is repeated here, so that reading touches one table.
    """

    # `thread_id` is a column of the package, hence the longer name.
    in_thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    room = models.ForeignKey(Room, models.PROTECT, related_name="posts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    # Gap-free in its thread, given under the thread's row lock; a removed post keeps its number.
    number = models.PositiveIntegerField()
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    reply_to_number = models.PositiveIntegerField(null=True, blank=True)
    html = models.TextField(help_text="Rendered once, when it was written.")
    state = models.CharField(max_length=12, choices=PostState, default=PostState.PUBLISHED)
    # As what its author stood in the room when they said it: what a reader may take them for.
    said_as = models.CharField(max_length=20, choices=Role, blank=True)
    # As what somebody removed it (a Role), and which house rule it ran against.
    removed_as = models.CharField(max_length=20, choices=Role, blank=True)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    notes = models.CharField(max_length=300, blank=True, help_text="Content notes, parted by commas.")
    # Of the form and the words together: the same form sent twice is one post. Empty for what no form sent.
    send_key = models.CharField(max_length=40, null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            # Also the index that a thread page reads: a page is a range of numbers.
            models.UniqueConstraint(fields=["in_thread", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=models.Q(rule="") | models.Q(state=PostState.HIDDEN),
                name="only_hidden_posts_broke_a_rule",
            ),
            models.UniqueConstraint(fields=["author", "send_key"], name="a_form_is_sent_once"),
        ]

    def __str__(self) -> str:
        return f"Post {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Past the package's own save, which rewrites the order of every later comment."""
        CommentAbstractModel.save(self, *args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.state == PostState.PUBLISHED
