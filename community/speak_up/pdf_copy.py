"""A program of its own: a PDF on standard input, its bare pages as a new PDF on standard output.

What stays behind: information, XMP, attachments, scripts, forms, notes, links, thumbnails, what the program that made
it kept for itself, and what a camera wrote into the pictures on its pages. It limits itself before the first byte."""

import io
import resource
import sys

MEMORY, CPU_S, MOST_PAGES = 900 * 1024 * 1024, 15, 300
# Of a page: what it shows and how large it is. Everything else is about it.
OF_A_PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/UserUnit"}
# Of anything a page is drawn with.
ABOUT = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/A", "/JS", "/AF", "/OPI", "/Alternates", "/StructParent",
         "/StructParents", "/Measure", "/PtData", "/OC")  # fmt: skip


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
    if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    for name in ABOUT:
        if name in thing:
            del thing[name]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == pikepdf.Name.DCTDecode:
        thing.write(bare_jpeg(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def bare_jpeg(data: bytes) -> bytes:
    """Without comments and what applications wrote in; Adobe's segment says how the colours are to be read."""
    kept, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not (0xE0 <= data[at + 1] <= 0xEF or data[at + 1] == 0xFE) or data[at + 1] == 0xEE:
            kept += data[at:end]
        at = end
    return bytes(kept + data[at:])


if __name__ == "__main__":
    sys.exit(main())
