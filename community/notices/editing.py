"""What editors are told of their pages: that one waits, was checked, or is due. Made from the page as it stands."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from cms.gated import room_page_models
from cms.library.review import telling
from cms.library.review.steps import open_turn
from cms.library.review.telling import News
from community.notices import kinds
from community.notices.actions import tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Person
from community.people.policies import may
from community.people.roles import Permission


def register() -> None:
    telling.register(tell)
    kinds.register(*(NoticeKind(news) for news in News), stands=standing, say=say)


def tell(people: Iterable[Person], news: News, page: Any, by: Person | None) -> None:
    tell_each({person.pk: NoticeKind(news) for person in people}, about=page, by=by)


def standing(person: Person) -> Any:
    """Every page of the library, to who edits there; of the rest nobody is told in this way."""
    pages = Page.objects.type(*room_page_models())
    return pages if may(person, Permission.EDIT_LIBRARY) else pages.none()


def say(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    found = standing(person).specific().in_bulk([notice.about_id for notice in notices])
    return {
        notice.pk: _words(NoticeKind(notice.kind), found[notice.about_id])
        for notice in notices
        if notice.about_id in found
    }


def _words(kind: NoticeKind, page: Any) -> Words:
    says = _due(page) if kind == NoticeKind.REVIEW_DUE else _review(page)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Words("Library and television", f"“{page.draft_title}”: {says}", url)


def _due(page: Any) -> str:
    if page.is_expired:
        return f"its review was due on {page.review_by:%-d %B %Y}."
    return f"to be reviewed by {page.review_by:%-d %B %Y}."


def _review(page: Any) -> str:
    turn, state = open_turn(page), page.current_workflow_state
    if turn is not None:
        return f"it waits for this step: {turn.task.name}. {turn.light.words}."
    if state is not None:
        return "changes are asked for."
    return "it is accredited and published." if page.live else "it is a draft."
