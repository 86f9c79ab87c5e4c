"""The leanest honest pages of our kind, as a floor to compare with: stock middleware, plain templates, the same
rows. Session, person, membership, thread, posts with authors: five statements. What no page can do without."""

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.backends.django import DjangoTemplates
from django.urls import path
from django.utils import timezone

from community.rooms.models import Post, Thread

FRAME = """<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>
%s
<form method=post>{% csrf_token %}<textarea></textarea></form>"""
POSTS = """{% for post in posts %}<article id={{ post.number }}>
<b>{{ post.author.handle }}</b> {{ post.said_at }} {{ post.html|safe }}
</article>{% endfor %}"""
THREADS = """{% for thread in threads %}<p><a href=/{{ thread.ref }}/>{{ thread.title }}</a>
{{ thread.author.handle }} {{ thread.last_number }} {{ thread.last_post_at }}</p>{% endfor %}"""
TABLES = """
    CREATE TABLE IF NOT EXISTS floor_post (id bigserial primary key, thread bigint, number int, author bigint, html text,
        said_at timestamptz, UNIQUE (thread, number));
    CREATE TABLE IF NOT EXISTS floor_debt (id bigserial primary key, post bigint, owed_since timestamptz)"""


def make_tables() -> None:
    connection.cursor().execute(TABLES)


@cache
def template(body: str) -> Any:
    engine = DjangoTemplates({"NAME": "floor", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}})
    return engine.from_string(FRAME.replace("%s", body))


def page(request: HttpRequest, body: str, **context: Any) -> HttpResponse:
    return HttpResponse(template(body).render(context, request))


def require_key(request: HttpRequest, room: int) -> None:
    if not request.user.memberships.in_force().filter(room=room).exists():
        raise Http404


def thread(request: HttpRequest, ref: str, count: int) -> HttpResponse:
    here = Thread.objects.get(ref=ref)
    require_key(request, here.room_id)
    own = [field.name for field in Post._meta.local_fields]
    posts = (
        Post.objects.filter(in_thread=here, number__gt=0)
        .select_related("author")
        .only(*own, "author__handle")
    )
    return page(request, POSTS, title=here.title, posts=posts.order_by("number")[:count])


def board(request: HttpRequest, room: int) -> HttpResponse:
    require_key(request, room)
    threads = Thread.objects.filter(room=room).select_related("author").order_by("-last_post_at", "-id")[:20]
    return page(request, THREADS, title="Threads", threads=threads)


def reply(request: HttpRequest, ref: str) -> HttpResponse:
    here = Thread.objects.get(ref=ref)
    require_key(request, here.room_id)
    with transaction.atomic(), connection.cursor() as cursor:
        now = timezone.now()
        cursor.execute(
            "UPDATE rooms_thread SET last_number = last_number + 1, last_post_at = %s WHERE id = %s"
            " RETURNING last_number",
            [now, here.pk],
        )
        [number] = cursor.fetchone()
        cursor.execute(
            "INSERT INTO floor_post (thread, number, author, html, said_at) VALUES (%s, %s, %s, %s, %s) RETURNING id",
            [here.pk, number, request.user.pk, request.POST["body"], now],
        )
        cursor.execute(
            "INSERT INTO floor_debt (post, owed_since) VALUES (%s, %s)", [cursor.fetchone()[0], now]
        )
    return HttpResponseRedirect(f"/{ref}/")


urlpatterns = [
    path("thread/<str:ref>/<int:count>/", thread),
    path("board/<int:room>/", board),
    path("reply/<str:ref>/", reply),
]
