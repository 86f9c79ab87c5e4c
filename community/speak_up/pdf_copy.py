"""A program of its own: a PDF on standard input, its bare pages as a new PDF on standard output.

What stays behind: information, XMP, attachments, scripts, forms, notes, links, thumbnails, what the program that made
it kept for itself, and what a camera wrote into the pictures on its pages. It limits itself before the first byte."""

import io
import re
import resource
import sys

MEMORY, CPU_S, MOST_PAGES = 900 * 1024 * 1024, 15, 300
# Of a page: what it shows and how large it is. Everything else is about it.
OF_A_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit"}
# Of anything a page is drawn with. Not "/A": what has such actions is left behind, and a font may have a letter A.
ABOUT = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/JS", "/AF", "/OPI", "/Alternates", "/StructParent",
         "/StructParents", "/Measure", "/PtData", "/OC")  # fmt: skip
# The same within a thing, where other names may be those of letters or pictures.
ABOUT_A_PART = ("/Metadata", "/PieceInfo")
# In a JPEG: the next marker that is neither data, nor a restart, nor filling.
MARKER = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")
END, SCAN, ADOBE, COMMENT = 0xD9, 0xDA, 0xEE, 0xFE
BOXES_ABOUT = {b"uuid", b"xml ", b"uinf"}  # in a JPEG 2000


def main() -> int:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    import pikepdf

    try:
        sys.stdout.buffer.write(copy(pikepdf, sys.stdin.buffer.read()))
    except Exception:
        return 4
    return 0


def copy(pikepdf, data):  # type: ignore[no-untyped-def]  # pikepdf is imported only after the limits stand
    with pikepdf.open(io.BytesIO(data)) as old, pikepdf.new() as bare:
        if not 0 < len(old.pages) <= MOST_PAGES:
            raise ValueError
        for page in old.pages:
            for name in set(page.obj.keys()) - OF_A_PAGE:
                del page.obj[name]
            bare.pages.append(page)
        for thing in bare.objects:
            tidy(pikepdf, thing)
        out = io.BytesIO()
        bare.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def tidy(pikepdf, thing):  # type: ignore[no-untyped-def]
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        _without(thing, ABOUT)
    _tidy_parts(pikepdf, thing)
    if isinstance(thing, pikepdf.Stream):
        _tidy_picture(pikepdf, thing)


def _tidy_parts(pikepdf, thing):  # type: ignore[no-untyped-def]
    """What stands in the thing itself: of what it only refers to, each is tidied by itself."""
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        parts = [thing[name] for name in set(thing.keys())]
    else:
        parts = list(thing) if isinstance(thing, pikepdf.Array) else []
    for part in parts:
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
            if isinstance(part, pikepdf.Dictionary):
                _without(part, ABOUT_A_PART)
            _tidy_parts(pikepdf, part)


def _without(thing, names):  # type: ignore[no-untyped-def]
    for name in names:
        if name in thing:
            del thing[name]


def _tidy_picture(pikepdf, stream):  # type: ignore[no-untyped-def]
    """A camera's file lies in the PDF as it is, at times packed once more."""
    how, parms = stream.get("/Filter"), stream.get("/DecodeParms")
    ways = list(how) if isinstance(how, pikepdf.Array) else [how]
    last = ways[-1] if ways else None
    clean = {"/DCTDecode": bare_jpeg, "/JPXDecode": bare_jpeg_2000}.get(str(last))
    if clean is None:
        return
    if len(ways) > 1:
        stream.Filter, parms = pikepdf.Array(ways[:-1]), None
        _without(stream, ["/DecodeParms"])
        data = stream.read_bytes()
    else:
        data = stream.read_raw_bytes()
    if isinstance(parms, pikepdf.Array):
        parms = parms[0] if len(parms) else None
    stream.write(clean(data), filter=last, decode_parms=parms)


def bare_jpeg(data: bytes) -> bytes:
    """Without comments, what applications wrote in, and what follows its end; Adobe's segment says how the colours are
    to be read."""
    if not data.startswith(b"\xff\xd8"):
        raise ValueError
    kept, at, in_scan = bytearray(data[:2]), 2, False
    while found := MARKER.search(data, at):
        if in_scan:
            kept += data[at : found.start()]
        kind, length = data[found.start() + 1], int.from_bytes(data[found.end() : found.end() + 2], "big")
        if kind == END:
            return bytes(kept + b"\xff\xd9")
        if length < 2:
            raise ValueError
        at, in_scan = found.end() + length, kind == SCAN
        if not (0xE0 <= kind <= 0xEF or kind == COMMENT) or kind == ADOBE:
            kept += data[found.start() : at]
    return bytes(kept + (data[at:] if in_scan else b"") + b"\xff\xd9")


def bare_jpeg_2000(data: bytes) -> bytes:
    """Without the boxes that say where, when and by whom. One without boxes is the picture alone."""
    kept, at = bytearray(), 0
    while not data.startswith(b"\xff\x4f") and at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        size = size or len(data) - at
        if size < 8:
            raise ValueError
        if data[at + 4 : at + 8] not in BOXES_ABOUT:
            kept += data[at : at + size]
        at += size
    return bytes(kept) or data


if __name__ == "__main__":
    sys.exit(main())
