"""Pages behind a door: each belongs to rooms, and opens to those whose keys open one of them.

Deny by default: a page without rooms opens to nobody. A page that does not open answers the same 404 as
one that does not exist, whatever the method; editors see it through Wagtail's preview."""

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageManager, PagePermissionTester, ReferenceIndex, Revision, TaskState
from wagtail.models.pages import get_page_models
from wagtail.query import PageQuerySet

from cms import access

MAY_USE_THE_CMS = "wagtailadmin.access_admin"


class GatedQuerySet(PageQuerySet):
    def visible_to(self, person: Any) -> "GatedQuerySet":
        """Live pages that open to this person now."""
        rooms = self.model._meta.get_field("rooms")
        open_rooms = {f"{rooms.m2m_reverse_field_name()}__in": access.open_room_ids(person)}
        opened = rooms.remote_field.through.objects.filter(**open_rooms).values(rooms.m2m_field_name())
        return self.live().filter(pk__in=opened)


GatedPageManager = PageManager.from_queryset(GatedQuerySet)


def approval_of(revision: Revision | None) -> TaskState | None:
    """The review in which somebody other than its maker approved this revision as it stands.

    Wagtail lets the maker of the newest revision overwrite it, so an approval counts only if it came
    after the last change. A revision of an unknown maker cannot be shown to have had two pairs of eyes.
    """
    if revision is None or revision.user_id is None:
        return None
    approved = TaskState.objects.filter(
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        finished_by__isnull=False,
        finished_at__gte=revision.created_at,
    )
    return approved.exclude(finished_by=revision.user_id).order_by("-finished_at").first()


class OnlyAccredited(PagePermissionTester):
    """Nobody publishes what nobody else approved, superusers included: buttons say what `save` enforces."""

    def can_publish(self) -> bool:
        return super().can_publish() and approval_of(self.page.get_latest_revision()) is not None


class NothingStraightToLive(PagePermissionTester):
    """Of an index page: what is new in it starts as a draft, copies too."""

    def can_publish_subpage(self) -> bool:
        return False


class MembersPage(Page):
    """What every page on the website side has in common: read only, and no second kind of privacy."""

    private_page_options: ClassVar[list[str]] = []
    allowed_http_methods: ClassVar[list[HTTPMethod]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    promote_panels: ClassVar[list[Panel]] = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Panel]] = []

    class Meta:
        abstract = True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if not request.user.has_perm(MAY_USE_THE_CMS):
            raise Http404
        return super().serve_preview(request, mode_name)


class IndexPage(MembersPage):
    """A list of the pages under it that open to whoever asks."""

    introduction = models.TextField(blank=True, help_text="One or two plain sentences above the list.")

    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("introduction")]
    lists: ClassVar[type["RoomPage"]]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return NothingStraightToLive(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "items": self.items_for(request.user)}

    def items_for(self, person: Any) -> GatedQuerySet:
        return self.lists.objects.child_of(self).visible_to(person).order_by("title")


class RoomPage(MembersPage):
    """A page of some rooms, accredited before it is shown and reviewed by a date."""

    summary = models.CharField(max_length=200, help_text="One plain sentence, shown in the list.")
    rooms = ParentalManyToManyField(
        settings.ROOM_MODEL,
        related_name="%(class)ss",
        help_text="It opens to those whose keys open one of these.",
    )
    accredited_by = models.CharField("accrediting body", max_length=120)
    review_by = models.DateField(
        "next review", null=True, help_text="The day by which it must be checked again."
    )
    # Written when it goes live, from the review that approved it.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    reviewed_on = models.DateField(null=True, editable=False)

    objects = GatedPageManager()

    accreditation: ClassVar[Panel] = MultiFieldPanel(
        [
            FieldPanel("rooms", widget=CheckboxSelectMultiple),
            FieldPanel("accredited_by"),
            FieldPanel("review_by"),
        ],
        heading="Who it is for, and who answers for it",
    )

    class Meta:
        abstract = True

    # --- who may open it
    def opens_to(self, person: Any) -> bool:
        return self.live and access.may_open(person, [room.pk for room in self.rooms.all()])

    def check_request_method(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Asked before anything else about a request: OPTIONS must not tell that the page is there."""
        if not self.opens_to(request.user):
            raise Http404
        return super().check_request_method(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.opens_to(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)

    # --- who may publish it
    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return OnlyAccredited(user, self)

    def save(self, clean: bool = True, **kwargs: Any) -> Any:
        """However it is published (button, bulk action, copy, API, code), it goes live through here."""
        if clean and self.live:
            self._stamp()
        return super().save(clean=clean, **kwargs)

    def _stamp(self) -> None:
        if missing := list(self.what_is_missing()):
            raise ValidationError(missing)
        approval = approval_of(self.live_revision)
        if approval is None:
            raise PermissionDenied(
                "Somebody other than its last author must approve this before it is published."
            )
        self.approved_by_id = approval.finished_by_id
        self.reviewed_on = timezone.localdate(approval.finished_at)

    def what_is_missing(self) -> Iterator[str]:
        """Sentences saying what it still needs before it can be shown."""
        if not self.rooms.all():
            yield "Choose at least one room."
        if not self.accredited_by:
            yield "Name the accrediting body."
        if self.review_by is None:
            yield "Set the day of the next review."

    @property
    def is_overdue(self) -> bool:
        return self.review_by is not None and self.review_by < timezone.localdate()


def room_page_models() -> list[type[RoomPage]]:
    return [model for model in get_page_models() if issubclass(model, RoomPage)]


def is_shown_to(person: Any, thing: models.Model) -> bool:
    """Whether a live page that opens to this person uses the file, picture or video `thing`."""
    ids = _pages_with(thing)
    if not ids:
        return False
    return any(model.objects.visible_to(person).filter(pk__in=ids).exists() for model in room_page_models())


def _pages_with(thing: models.Model) -> list[int]:
    pages = ReferenceIndex.get_references_to(thing).filter(
        base_content_type=ContentType.objects.get_for_model(Page, for_concrete_model=False)
    )
    return [int(key) for key in pages.values_list("object_id", flat=True)]


class StaysAsApproved:
    """A file, picture or video. While a live page shows it, it stays what the page's approval saw: another
    one is uploaded beside it, and reviewed with the page."""

    approved: ClassVar[tuple[str, ...]] = ("file",)

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        before = type(self)._default_manager.filter(pk=self.pk).first()  # type: ignore[attr-defined]
        if before is None or not Page.objects.live().filter(pk__in=_pages_with(before)).exists():
            return
        if any(str(getattr(self, name)) != str(getattr(before, name)) for name in self.approved):
            raise ValidationError(
                "A published page shows this. Upload the new one beside it, and have the page reviewed with it."
            )
