"""Whom a new post is told to: who is answered or quoted, and who is mentioned with @ and may read the place."""

import re
from collections.abc import Callable, Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from community.muting.policies import is_muted
from community.notices import kinds
from community.notices.actions import tell, tell_each
from community.notices.kinds import NoticeKind, Words
from community.notices.models import Notice
from community.people.models import Person
from community.people.policies import may_enter, rooms_open_to
from community.rooms.models import Post, Reaction, Waiting
from community.rooms.places import of_posts

_MENTION = re.compile(r"(?<![\w@])@([A-Za-z][A-Za-z-]{2,39})")
# Who mentions more people than that is not talking to them.
MOST_MENTIONED = 5
Sentence = Callable[[Notice, str], str]
POSTS = (NoticeKind.REPLY, NoticeKind.QUOTE, NoticeKind.MENTION)
_SAID = {
    NoticeKind.REPLY: "replied to you",
    NoticeKind.QUOTE: "quoted you",
    NoticeKind.MENTION: "mentioned you",
}


def tell_of_post(post: Post, body: str, *, by: Person) -> None:
    """In the transaction that saves it. Each person is told once: answered goes before mentioned."""
    whom = {person.pk: NoticeKind.MENTION for person in mentioned(body, post.room_id)}
    if post.reply_to is not None:
        quotes = any(line.startswith(">") for line in body.splitlines())
        whom[post.reply_to.author_id] = NoticeKind.QUOTE if quotes else NoticeKind.REPLY
    elif post.number > 1:
        whom[post.in_thread.author_id] = NoticeKind.REPLY
    tell_each(whom, about=post, by=by, now=post.said_at)


def mentioned(body: str, room_id: int) -> list[Person]:
    """Those named with @ who may enter this room. Nobody is told whether a name exists elsewhere."""
    own = "\n".join(line for line in body.splitlines() if not line.startswith(">"))
    names = list(dict.fromkeys(name.rstrip("-").casefold() for name in _MENTION.findall(own)))[
        :MOST_MENTIONED
    ]
    found = [Person.objects.filter(handle__iexact=name).first() for name in names]
    return [person for person in found if person is not None and may_enter(person, room_id)]


def tell_of_reaction(post: Post, *, by: Person) -> None:
    tell(person=post.author, what=NoticeKind.REACTION, about=post, by=by)


def standing_posts(person: Person) -> QuerySet[Post]:
    return Post.objects.visible_to(person).published()


def posts_with_reactions(person: Person) -> QuerySet[Post]:
    """One's own, to which somebody one did not mute still says something."""
    felt = Reaction.objects.filter(post=OuterRef("pk")).exclude(is_muted(person, "person"))
    return standing_posts(person).filter(Exists(felt), author=person)


def say_posts(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    return _say(person, notices, lambda notice, handle: f"{handle} {_SAID[NoticeKind(notice.kind)]}")


def say_reactions(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    """Who it was is nobody's to know."""
    return _say(person, notices, lambda notice, handle: "Somebody had a kind word for what you wrote")


def _say(person: Person, notices: Collection[Notice], sentence: Sentence) -> dict[int, Words]:
    ids = [notice.about_id for notice in notices]
    handles = dict(standing_posts(person).filter(pk__in=ids).values_list("pk", "author__handle"))
    places = of_posts(person, handles)
    return {
        notice.pk: Words(place.label, sentence(notice, handles[notice.about_id]), place.url)
        for notice in notices
        if (place := places.get(notice.about_id))
    }


# --- what waited for a moderator --------------------------------------------------------------------------------
_BECAME = {
    Waiting.State.PUBLISHED: "What you sent to a moderator is published",
    Waiting.State.REFUSED: "What you sent to a moderator is not published. Read why",
}


def tell_of_waiting(waiting: Waiting) -> None:
    """Its author: it was published, or why not."""
    tell(person=waiting.author, what=NoticeKind.WAITING, about=waiting, now=waiting.decided_at)


def decided(person: Person) -> QuerySet[Waiting]:
    """In rooms that are open to them now."""
    rooms = rooms_open_to(person).keys()
    return Waiting.objects.filter(author=person, state__in=list(_BECAME), room__in=rooms)


def say_waiting(person: Person, notices: Collection[Notice]) -> dict[int, Words]:
    rows = decided(person).filter(pk__in=[notice.about_id for notice in notices]).select_related("room")
    found = {one.pk: one for one in rows}
    url = reverse("waiting_mine")
    return {
        notice.pk: Words(one.room.name, _BECAME[Waiting.State(one.state)], url)
        for notice in notices
        if (one := found.get(notice.about_id))
    }


def register() -> None:
    kinds.register(*POSTS, stands=standing_posts, say=say_posts)
    kinds.register(NoticeKind.REACTION, stands=posts_with_reactions, say=say_reactions)
    kinds.register(NoticeKind.WAITING, stands=decided, say=say_waiting)
