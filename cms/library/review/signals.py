"""Which events of Wagtail somebody is told of. Wagtail's own mails say the title and the comment; none is sent."""

from django.db.models.signals import post_save
from wagtail.models import Comment, CommentReply
from wagtail.signals import task_approved, task_rejected, task_submitted

from cms.library.review import telling
from cms.library.review.turns import ReviewTurn


def connect() -> None:
    task_submitted.connect(telling.submitted, sender=ReviewTurn, dispatch_uid="tell of a step that waits")
    task_approved.connect(telling.decided, sender=ReviewTurn, dispatch_uid="tell of an approval")
    task_rejected.connect(telling.decided, sender=ReviewTurn, dispatch_uid="tell of changes asked for")
    for model in (Comment, CommentReply):
        post_save.connect(telling.commented, sender=model, dispatch_uid=f"tell of a {model.__name__}")
