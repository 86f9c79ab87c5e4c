"""What stands before the first document."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site, Workflow, WorkflowPage

from cms.access import ACCREDITORS, EDITORS
from cms.library.models import LibraryIndexPage
from cms.library.review.steps import ClinicalReview
from cms.library.setup import ensure_groups_and_workflow, ensure_site
from cms.television.models import TelevisionIndexPage

pytestmark = pytest.mark.django_db


def everything_set_up():
    models = (
        Page,
        Site,
        Group,
        GroupPagePermission,
        GroupCollectionPermission,
        Workflow,
        WorkflowPage,
        ClinicalReview,
    )
    return {model: sorted(model.objects.values_list("pk", flat=True)) for model in models}


def test_setting_up_twice_changes_nothing():
    ensure_groups_and_workflow()
    once = everything_set_up()
    ensure_groups_and_workflow()
    assert everything_set_up() == once


def test_the_two_index_pages_stand_at_their_addresses():
    library, television = ensure_site()
    assert isinstance(library, LibraryIndexPage)
    assert isinstance(television, TelevisionIndexPage)
    assert [page.get_url() for page in (library, television)] == ["/library/", "/television/"]
    assert all(page.get_workflow() is None or page.live for page in (library, television))


def test_a_site_moved_to_another_address_keeps_its_pages(settings):
    ensure_site()
    settings.SITE_ADDRESS = "https://alongside.example.org"
    ensure_site()
    assert [(site.hostname, site.port) for site in Site.objects.all()] == [("alongside.example.org", 443)]
    assert LibraryIndexPage.objects.count() == 1


def test_what_each_group_may_do():
    ensure_groups_and_workflow()
    for name, actions in {
        EDITORS: {"add_page", "change_page"},
        ACCREDITORS: {"add_page", "change_page", "publish_page", "lock_page", "unlock_page"},
    }.items():
        group = Group.objects.get(name=name)
        assert {held.codename for held in group.permissions.all()} == {"access_admin"}
        pages = {held.page.slug for held in group.page_permissions.all()}
        assert pages == {"library", "television"}
        assert {held.permission.codename for held in group.page_permissions.all()} == actions
        media = {held.permission.codename for held in group.collection_permissions.all()}
        assert media == {
            "add_document", "change_document", "choose_document",
            "add_image", "change_image", "choose_image",
            "add_media", "change_media",
        }  # fmt: skip


def test_nothing_of_wagtails_own_groups_and_workflow_is_left():
    ensure_groups_and_workflow()
    assert set(Group.objects.values_list("name", flat=True)) == {EDITORS, ACCREDITORS, "Service managers"}
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Accreditation"]
    assert not GroupPagePermission.objects.filter(page__depth=1).exists()


def test_a_permission_added_by_hand_does_not_stay():
    editors, _accreditors = ensure_groups_and_workflow()
    library, _television = ensure_site()
    GroupPagePermission.objects.create(group=editors, page=library, permission_type="publish")
    ensure_groups_and_workflow()
    assert not editors.page_permissions.filter(permission__codename="publish_page").exists()
