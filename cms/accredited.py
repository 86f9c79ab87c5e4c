"""Accreditation: what stands on the stamp of a page, and that nothing goes live without it.

Wagtail keeps the steps of a review as task states of one revision. Here is asked which of them count."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import PagePermissionTester, Revision, TaskState

CLINICAL_REVIEW, ACCREDIT = "clinicalreview", "accredit"


# What Wagtail and we write beside the words of a page.
BESIDE = {
    "wagtail_admin_comments", "latest_revision", "latest_revision_created_at", "live_revision", "live",
    "has_unpublished_changes", "draft_title", "first_published_at", "last_published_at", "expired", "locked",
    "locked_by", "locked_at", "path", "depth", "numchild", "url_path",
    "approved_by", "reviewed_on", "version", "accredited_revision",
}  # fmt: skip


def last_change(revision: Revision) -> Revision:
    """The revision that brought the words which this one holds. Wagtail makes one for each comment too, and whoever
    only comments has changed nothing."""
    found, words = revision, _words(revision)
    earlier = Revision.objects.filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id, pk__lt=revision.pk
    )
    for one in earlier.order_by("-pk").iterator(chunk_size=5):
        if _words(one) != words:
            break
        found = one
    return found


def _words(revision: Revision) -> dict[str, Any]:
    return {name: value for name, value in revision.content.items() if name not in BESIDE}


def last_author_id(page: Any) -> int | None:
    """Who made the draft what it is."""
    latest = page.get_latest_revision()
    return last_change(latest).user_id if latest else None


def approved_in(revision: Revision | None, step: str) -> TaskState | None:
    """The approval in one step, by somebody other than its maker, of this revision as it stands.

    Wagtail lets the maker of the newest revision overwrite it, so an approval counts only if it came
    after the last change. A revision of an unknown maker cannot be shown to have had two pairs of eyes.
    """
    changed = revision and last_change(revision)
    if revision is None or changed is None or changed.user_id is None:
        return None
    approved = TaskState.objects.filter(
        workflow_state__base_content_type=revision.base_content_type_id,
        workflow_state__object_id=revision.object_id,
        revision__gte=changed.pk,
        revision__lte=revision.pk,
        task__content_type__app_label="library",
        task__content_type__model=step,
        status=TaskState.STATUS_APPROVED,
        finished_by__isnull=False,
        finished_at__gte=changed.created_at,
    )
    return approved.exclude(finished_by=changed.user_id).order_by("-finished_at").first()


def approval_of(revision: Revision | None) -> TaskState | None:
    """The accreditation of just this revision, which had its clinical review too."""
    return approved_in(revision, ACCREDIT) if approved_in(revision, CLINICAL_REVIEW) else None


class OnlyAccredited(PagePermissionTester):
    """Nobody publishes what nobody else approved, superusers included: buttons say what `save` enforces."""

    def can_publish(self) -> bool:
        return super().can_publish() and approval_of(self.page.get_latest_revision()) is not None


class Accredited(models.Model):
    """What an editor says of who answers for a page, and what its last accreditation wrote."""

    accredited_by = models.CharField("accrediting body", max_length=120)
    approver = models.CharField(
        "approver", max_length=120, blank=True,
        help_text="In which role somebody answers for it, as the stamp says it: “Consultant psychiatrist”.",
    )  # fmt: skip
    evidence = RichTextField(
        "evidence and references",
        features=["link", "ul"],
        blank=True,
        help_text="What it rests on, by title and year.",
    )
    review_by = models.DateField(
        "next review", null=True,
        help_text="On this day it leaves the library, unless it was accredited anew.",
    )  # fmt: skip
    # Written when it goes live, from the review that approved it; never taken from a draft.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    reviewed_on = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    accredited_revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    accredited_revision.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    stamped: ClassVar[list[str]] = ["approved_by_id", "reviewed_on", "version", "accredited_revision_id"]

    accreditation: ClassVar[Panel] = MultiFieldPanel(
        [
            FieldPanel("accredited_by"),
            FieldPanel("approver"),
            FieldPanel("evidence"),
            FieldPanel("review_by"),
        ],
        heading="Who answers for it",
    )

    class Meta:
        abstract = True

    def save(self, clean: bool = True, **kwargs: Any) -> Any:
        """However it is published (button, bulk action, copy, timer, code), it goes live through here."""
        self._keep_the_stamp()
        if clean and self.live:  # type: ignore[attr-defined]
            self._stamp()
        return super().save(clean=clean, **kwargs)  # type: ignore[call-arg]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return OnlyAccredited(user, self)

    def _keep_the_stamp(self) -> None:
        """A revision holds the stamp of the day it was written."""
        before = type(self)._default_manager.filter(pk=self.pk).values(*self.stamped).first()
        for name, value in (before or {}).items():
            setattr(self, name, value)

    def _stamp(self) -> None:
        if missing := list(self.what_is_missing()):
            raise ValidationError(missing)
        approval = approval_of(self.live_revision)  # type: ignore[attr-defined]
        if approval is None:
            raise PermissionDenied(
                "Somebody other than its last author must accredit this before it is published."
            )
        if self.accredited_revision_id == self.live_revision_id:  # type: ignore[attr-defined]
            return
        if late := list(self.what_is_late()):
            raise ValidationError(late)
        self.version += 1
        self.accredited_revision_id = self.live_revision_id  # type: ignore[attr-defined]
        self.approved_by_id = approval.finished_by_id
        self.reviewed_on = timezone.localdate(approval.finished_at)

    def what_is_missing(self) -> Iterator[str]:
        """Sentences saying what it still needs before it can be shown."""
        if not self.accredited_by:
            yield "Name the accrediting body."
        if not self.approver:
            yield "Say in which role its approver answers for it."
        if not strip_tags(self.evidence).strip():
            yield "Say what it rests on: evidence and references."
        if self.review_by is None:
            yield "Set the day of the next review."

    def what_is_late(self) -> Iterator[str]:
        if self.is_expired:
            yield "The day of the next review has to lie ahead."

    @property
    def is_expired(self) -> bool:
        return self.review_by is not None and self.review_by <= timezone.localdate()
