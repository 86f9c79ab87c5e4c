"""django-comments-xtd as storage only."""

from django_comments_xtd.apps import CommentsXtdConfig


class QuietCommentsXtdConfig(CommentsXtdConfig):
    """Without the package's save handler: it would publish every held reply below a post whenever that post
    is saved, and costs thousands of queries in a long thread."""

    def ready(self) -> None:
        pass
