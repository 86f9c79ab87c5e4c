"""What stands before the first document: the site with its two index pages, who may write and who may
publish, and the steps between them. Safe to run again: what it names is made exactly so, the rest stays."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.access import ACCREDITORS, EDITORS, MANAGERS
from cms.gated import IndexPage
from cms.library.models import LibraryIndexPage
from cms.library.review.steps import STEPS, PlainEnglishCheck
from cms.television.models import TelevisionIndexPage

REVIEW = "Accreditation"

WRITE = {"add", "change"}
PUBLISH = {"publish", "lock", "unlock"}
# model: (title, address, introduction)
INTRODUCTIONS = {
    LibraryIndexPage: (
        "Library",
        "library",
        "Documents that clinicians have checked, for the rooms that your key opens.",
    ),
    TelevisionIndexPage: (
        "Television",
        "television",
        "Short videos to watch in your own time. Each has captions, and its words below it.",
    ),
}


@transaction.atomic
def ensure_site() -> tuple[LibraryIndexPage, TelevisionIndexPage]:
    """The Wagtail site at SITE_ADDRESS, and its index pages at /library/ and /television/."""
    root = _home_page()
    address = urlsplit(settings.SITE_ADDRESS)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.SITE_NAME,
            "root_page": root,
        },
    )
    library, television = (_index_page(root, model) for model in INTRODUCTIONS)
    return library, television


def _home_page() -> Page:
    """The page above them. Wagtail's first migration makes one and calls it a welcome to Wagtail."""
    top = Page.get_first_root_node()
    home: Page | None = top.get_children().filter(slug="home").first()
    if home is None:
        return top.add_child(instance=Page(title=settings.SITE_NAME, slug="home"))
    if home.title != settings.SITE_NAME:
        home.title = home.draft_title = settings.SITE_NAME
        home.save()
    return home


def _index_page(root: Page, model: type[IndexPage]) -> IndexPage:
    title, slug, introduction = INTRODUCTIONS[model]
    page = model.objects.child_of(root).first()
    return page or root.add_child(instance=model(title=title, slug=slug, introduction=introduction))


@transaction.atomic
def ensure_groups_and_workflow() -> tuple[Group, Group]:
    """The groups Editors and Accreditors, and the review that stands between them on both index pages."""
    pages = ensure_site()
    _remove_what_wagtail_brings()
    editors = _group(EDITORS, pages, WRITE)
    accreditors = _group(ACCREDITORS, pages, WRITE | PUBLISH)
    _workflow(pages, editors, accreditors)
    _group_without_pages(MANAGERS)
    return editors, accreditors


def _remove_what_wagtail_brings() -> None:
    """Its "Moderators" may publish anywhere, without the review; its workflow is not ours."""
    Group.objects.filter(name="Moderators", user=None).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states=None).delete()


def _group(name: str, pages: Iterable[IndexPage], actions: set[str]) -> Group:
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    wanted = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=[f"{action}_page" for action in actions]
    )
    _exactly(GroupPagePermission, group, "page", pages, wanted)
    top = Collection.get_first_root_node()
    _exactly(GroupCollectionPermission, group, "collection", [top], _media_permissions())
    return group


def _group_without_pages(name: str) -> None:
    """Who runs a service enters the admin for its settings alone."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    )


def _media_permissions() -> QuerySet[Permission]:
    """Wagtail asks for those of its own models, whichever model keeps the files."""
    wanted = Q(pk__in=[])
    for app, model in (("wagtaildocs", "document"), ("wagtailimages", "image"), ("wagtailmedia", "media")):
        names = [f"{action}_{model}" for action in sorted(WRITE | {"choose"})]
        wanted |= Q(content_type__app_label=app, codename__in=names)
    return Permission.objects.filter(wanted)


def _exactly(
    model: type[GroupPagePermission] | type[GroupCollectionPermission],
    group: Group,
    what: str,
    places: Iterable[Page | Collection],
    permissions: Iterable[Permission],
) -> None:
    """The group holds these permissions in these places, and none of this kind anywhere else."""
    wanted = [(place, permission) for place in places for permission in permissions]
    kept = [
        model.objects.get_or_create(group=group, **{what: place}, permission=held)[0]
        for place, held in wanted
    ]
    model.objects.filter(group=group).exclude(pk__in=[granted.pk for granted in kept]).delete()


def _workflow(pages: Iterable[IndexPage], editors: Group, accreditors: Group) -> None:
    workflow, _made = Workflow.objects.get_or_create(name=REVIEW)
    for order, (name, model) in enumerate(STEPS):
        step = model.objects.filter(name=name).first() or model.objects.create(name=name)
        step.groups.set([editors if model is PlainEnglishCheck else accreditors])
        WorkflowTask.objects.update_or_create(workflow=workflow, task=step, defaults={"sort_order": order})
    for page in pages:
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})
