"""Pages behind a door: each belongs to rooms, and opens to those whose keys open one of them.

Deny by default: a page without rooms opens to nobody. A page that does not open answers the same 404 as
one that does not exist, whatever the method; editors see it through Wagtail's preview."""

from collections.abc import Iterator
from http import HTTPMethod
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageManager, PagePermissionTester, ReferenceIndex, Revision
from wagtail.models.pages import get_page_models
from wagtail.query import PageQuerySet

from cms import access
from cms.accredited import Accredited

MAY_USE_THE_CMS = "wagtailadmin.access_admin"
A_PAGE = 20  # of a list


class GatedQuerySet(PageQuerySet):
    def visible_to(self, person: Any) -> "GatedQuerySet":
        """Live pages that open to this person now. On the day of its review a page leaves, save for the rooms of
        services that keep it and say that it is being checked."""
        opened = self._shown_in(access.open_room_ids(person))
        kept = opened.filter(in_room__in=access.rooms_that_keep_expired())
        today = timezone.localdate()
        return self.live().filter(
            Q(review_by__gt=today, pk__in=opened.values("of_page")) | Q(pk__in=kept.values("of_page"))
        )

    def _shown_in(self, room_ids: Any) -> QuerySet[Any]:
        rooms = self.model._meta.get_field("rooms")
        shown = rooms.remote_field.through.objects.annotate(
            of_page=F(f"{rooms.m2m_field_name()}_id"), in_room=F(f"{rooms.m2m_reverse_field_name()}_id")
        )
        return shown.filter(in_room__in=room_ids)


GatedPageManager = PageManager.from_queryset(GatedQuerySet)


class NothingStraightToLive(PagePermissionTester):
    """Of an index page: what is new in it starts as a draft, copies too."""

    def can_publish_subpage(self) -> bool:
        return False


class MembersPage(Page):
    """What every page on the website side has in common: read only, and no second kind of privacy."""

    private_page_options: ClassVar[list[str]] = []
    allowed_http_methods: ClassVar[list[HTTPMethod]] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    promote_panels: ClassVar[list[Panel]] = [FieldPanel("slug")]
    settings_panels: ClassVar[list[Any]] = Page.settings_panels  # scheduled publishing, comments

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
        from cms.library.finding import Narrow

        items = self.items_for(request.user)
        form = Narrow(items, request.user, request.GET)
        shown = Paginator(form.narrowed(), A_PAGE).get_page(request.GET.get("page"))
        query = "".join(f"&{name}={value}" for name, value in form.cleaned_data.items() if value)
        return {
            **super().get_context(request, *args, **kwargs),
            "items": shown, "narrow": form, "is_narrowed": bool(query), "query": query,
        }  # fmt: skip

    def items_for(self, person: Any) -> GatedQuerySet:
        return self.lists.objects.child_of(self).visible_to(person).order_by("title")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", "Everybody"
    PATIENTS = "patients", "Patients"
    CARERS = "carers", "Carers"
    STAFF = "staff", "Staff"


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    WELSH = "cy", "Cymraeg (Welsh)"


class RoomPage(Accredited, MembersPage):
    """A page of some rooms, accredited before it is shown and reviewed by a date."""

    shelf: ClassVar[str]  # the first part of its address
    summary = models.CharField(max_length=200, help_text="One plain sentence, shown in the list.")
    rooms = ParentalManyToManyField(
        settings.ROOM_MODEL,
        related_name="%(class)ss",
        help_text="It opens to those whose keys open one of these.",
    )
    topics = ParentalManyToManyField("library.Topic", related_name="+", blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYBODY)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    objects = GatedPageManager()

    exclude_fields_in_copy: ClassVar[list[str]] = [
        "approved_by",
        "reviewed_on",
        "version",
        "accredited_revision",
    ]
    readers: ClassVar[Panel] = MultiFieldPanel(
        [
            FieldPanel("rooms", widget=CheckboxSelectMultiple),
            FieldPanel("topics", widget=CheckboxSelectMultiple),
            FieldPanel("audience"),
            FieldPanel("language"),
        ],
        heading="Who it is for",
    )

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the reader's own mark on it, and where they may talk about it."""
        from cms.library.readings import Reading

        mine = access.open_room_ids(request.user)
        return {
            **super().get_context(request, *args, **kwargs),
            "reading": Reading.objects.of(request.user, self),
            "talk_in": [room for room in self.rooms.all() if room.pk in mine],
        }

    # --- who may open it
    def opens_to(self, person: Any) -> bool:
        return type(self).objects.visible_to(person).filter(pk=self.pk).exists()

    def check_request_method(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Asked before anything else about a request: OPTIONS must not tell that the page is there."""
        if not self.opens_to(request.user):
            raise Http404
        return super().check_request_method(request, *args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.opens_to(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)

    # --- what it needs before it goes live
    def what_is_missing(self) -> Iterator[str]:
        if not self.rooms.all():
            yield "Choose at least one room."
        yield from super().what_is_missing()

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """A change made during a review is part of what is reviewed; after the clinical review it returns there."""
        revision = super().save_revision(*args, **kwargs)
        turn = self.current_workflow_task_state
        if turn is not None:
            turn.task.specific.changed(turn, revision, by=kwargs.get("user"))
        return revision


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
