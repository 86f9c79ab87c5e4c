"""The demo's documents and videos, put up by the same calls that editors and accreditors make."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from cms.gated import IndexPage, RoomPage
from cms.library.models import LibraryFile, LibraryImage, LibraryPage, Topic
from cms.library.review.actions import approve, submit
from cms.library.setup import ensure_groups_and_workflow, ensure_site
from cms.television.models import Video, VideoPage

MEDIA = Path(settings.BASE_DIR) / "fixtures" / "media"
COMPUTER_VOICE = "The voice is a computer's."
EVIDENCE = "<ul><li>What this page is about, on nhs.uk (2026)</li><li>Read by people who use the service, 2026</li></ul>"
DRAFT, IN_REVIEW = "draft", "in review"
Entry = dict[str, Any]


def build_library(*, rooms: Mapping[str, Any], editor: Any, accreditor: Any) -> None:
    """Put up what does not stand yet. `rooms`: slug -> room; a page none of whose rooms exists is left out.

    `editor` and `accreditor` must hold those roles (the CMS groups), as pages go through the real review."""
    ensure_groups_and_workflow()
    library, television = ensure_site()
    plan = yaml.safe_load((MEDIA / "library.yaml").read_text())
    put_up = partial(_put_up, rooms=rooms, editor=editor, accreditor=accreditor, body=plan["accredited_by"])
    for slug, entry in plan["documents"].items():
        put_up(
            library,
            slug,
            entry,
            LibraryPage,
            lambda entry=entry: {
                "body": json.dumps(_blocks(entry, editor)),
                "format": entry.get("format", "guide"),
            },
        )
    for slug, entry in yaml.safe_load((MEDIA / "videos.yaml").read_text()).items():
        put_up(television, slug, entry, VideoPage, lambda slug=slug, entry=entry: _film(slug, entry, editor))


def _put_up(
    index: IndexPage,
    slug: str,
    entry: Entry,
    model: type[RoomPage],
    content: Any,
    *,
    rooms: Mapping[str, Any],
    editor: Any,
    accreditor: Any,
    body: str,
) -> None:
    opens = [rooms[name] for name in entry["rooms"] if name in rooms]
    if not opens or model.objects.child_of(index).filter(slug=slug).exists():
        return
    page = model(
        title=entry["title"],
        slug=slug,
        summary=entry["summary"],
        accredited_by=body,
        approver=entry.get("approver", "Consultant psychiatrist"),
        evidence=entry.get("evidence", EVIDENCE),
        review_by=timezone.localdate() + timedelta(days=entry["review_in"]),
        owner=editor,
        live=False,
        audience=entry.get("audience", "everybody"),
        language=entry.get("language", "en"),
        **content(),
    )
    page.rooms = opens
    page.topics = [_topic(name) for name in entry.get("topics", ())]
    index.add_child(instance=page)
    _take_its_way(page, entry.get("state"), editor, accreditor)


def _topic(name: str) -> Topic:
    return Topic.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]


def _take_its_way(page: RoomPage, state: str | None, editor: Any, accreditor: Any) -> None:
    """As far as its story goes: a draft, a draft in review, or approved and so published."""
    if state == DRAFT:
        page.save_revision(user=editor, clean=False, log_action=True)
        return
    submit(page, by=editor)
    while state != IN_REVIEW and not page.live:
        approve(page, by=accreditor)


# --- documents
def _blocks(entry: Entry, editor: Any) -> list[Entry]:
    lines = (next(iter(line.items())) for line in entry["body"])
    return [{"type": kind, "value": _value(kind, content, editor)} for kind, content in lines]


def _value(kind: str, content: Any, editor: Any) -> Any:
    if kind in {"do_list", "dont_list"}:
        return {"items": content}
    if kind == "image":
        alt = {"image": _picture(content, editor).pk, "alt_text": content["alt"], "decorative": False}
        return {"picture": alt, "caption": content["caption"]}
    if kind == "download":
        return {"file": _file(content, editor).pk, "about": content["about"]}
    return content


def _picture(content: Entry, editor: Any) -> LibraryImage:
    return LibraryImage.objects.create(
        title=content["title"],
        file=_read(content["file"]),
        description=content["alt"],
        uploaded_by_user=editor,
    )


def _file(content: Entry, editor: Any) -> LibraryFile:
    kept = LibraryFile(title=content["title"], file=_read(content["file"]), uploaded_by_user=editor)
    kept._set_document_file_metadata()
    kept.save()
    return kept


def _read(name: str) -> ContentFile:
    return ContentFile((MEDIA / name).read_bytes(), name=name)


# --- videos
def _film(name: str, entry: Entry, editor: Any) -> Entry:
    video = Video(
        title=entry["title"],
        type="video",
        file=_read(f"{name}.mp4"),
        captions=_read(f"{name}.vtt"),
        thumbnail=_read(f"{name}.jpg"),
        visuals_spoken=True,
        duration=entry["duration"],
        width=640,
        height=360,
        uploaded_by_user=editor,
    )
    video.full_clean()
    video.save()
    return {"video": video, "transcript": _transcript(entry["lines"])}


def _transcript(lines: list[dict[str, str]]) -> str:
    said = [line.get("say") or f"[{line['sound']}]" for line in lines]
    return "".join(f"<p>{escape(words)}</p>" for words in [COMPUTER_VOICE, *said])
