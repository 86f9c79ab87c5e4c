"""W11: what a file carries beside what it shows stays behind, and what cannot be cleaned is refused with a sentence."""

import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.speak_up.cleaning import CLEAN, ORIGINAL, NotTaken, clean_copy, cleaned
from tests.canaries import Canaries

CANARY = "CanaryOfTheAuthor"
WORDS = Canaries({"author": CANARY})


def a_picture(kind: str = "JPEG") -> bytes:
    out, picture = io.BytesIO(), Image.new("RGB", (40, 30), "teal")
    exif = picture.getexif()
    exif[0x013B] = CANARY  # the artist
    picture.save(out, kind, exif=exif, comment=CANARY.encode())
    return out.getvalue() + CANARY.encode()


def a_pdf(**how) -> bytes:
    """With its author in every place that a program writes one to, and a camera's picture on the page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        pdf.docinfo["/Author"] = CANARY
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = [CANARY]
        pdf.attachments["notes.txt"] = CANARY.encode()
        pdf.Root.OpenAction = pdf.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"app.alert('{CANARY}')"))
        )
        page.obj.Annots = pdf.make_indirect(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=CANARY, Rect=[0, 0, 9, 9]
                )
            ]
        )
        page.obj.PieceInfo = pikepdf.Dictionary(Maker=pikepdf.Dictionary(Private=pikepdf.String(CANARY)))
        picture = pikepdf.Stream(pdf, a_picture().removesuffix(CANARY.encode()))
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=30, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode,
            Metadata=pikepdf.Stream(pdf, CANARY.encode()),
        )  # fmt: skip
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
        page.obj.Contents = pikepdf.Stream(pdf, b"q 100 0 0 100 20 20 cm /Im0 Do Q")
        pdf.save(out, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_w11_a_picture_is_copied_by_its_pixels(kind):
    assert WORDS.in_bytes(a_picture(kind))
    suffix, _type, copy = clean_copy(a_picture(kind))
    assert suffix == ".jpg"
    assert not WORDS.in_bytes(copy)
    assert Image.open(io.BytesIO(copy)).size == (40, 30)


def test_w11_a_pdf_keeps_its_pages_and_nothing_that_is_about_them():
    whole = a_pdf()
    assert WORDS.in_bytes(whole)
    suffix, _type, copy = clean_copy(whole)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        unpacked = io.BytesIO()
        pdf.save(unpacked, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        assert len(pdf.pages) == 1
        assert set(pdf.pages[0].obj.keys()) <= {
            "/Type",
            "/Parent",
            "/MediaBox",
            "/Resources",
            "/Contents",
            "/Rotate",
        }
        picture = pikepdf.PdfImage(pdf.pages[0].obj.Resources.XObject.Im0)
        assert picture.as_pil_image().size == (40, 30)
        assert not pdf.attachments
    assert suffix == ".pdf"
    assert not WORDS.in_bytes(copy)
    assert not WORDS.in_bytes(unpacked.getvalue())


def with_picture(data: bytes, how, **more) -> bytes:
    """One page with one camera's picture on it, and no other canary; `how` is its filter."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        picture = pikepdf.Stream(pdf, data)
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=30, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceRGB, Filter=how, **more,
        )  # fmt: skip
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
        page.obj.Contents = pikepdf.Stream(pdf, b"q 100 0 0 100 20 20 cm /Im0 Do Q")
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


DCT, FLATE, JPX = pikepdf.Name.DCTDecode, pikepdf.Name.FlateDecode, pikepdf.Name.JPXDecode


@pytest.mark.parametrize(
    ("pack", "how"),
    [
        (bytes, DCT),
        (bytes, pikepdf.Array([DCT])),
        (zlib.compress, pikepdf.Array([FLATE, DCT])),
    ],
)
def test_w11_a_cameras_picture_in_a_pdf_is_bare_however_it_is_packed(pack, how):
    """`a_picture` has the canary in its EXIF, in a comment, and after its end."""
    _suffix, _type, copy = clean_copy(with_picture(pack(a_picture()), how))
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        picture = pdf.pages[0].obj.Resources.XObject.Im0
        assert not WORDS.in_bytes(picture.read_raw_bytes())
        shown = pikepdf.PdfImage(picture).as_pil_image().convert("RGB")
    with Image.open(io.BytesIO(a_picture())) as before:
        assert list(shown.getdata()) == list(before.convert("RGB").getdata())
    assert not WORDS.in_bytes(copy)


def test_w11_a_jpeg_2000_in_a_pdf_loses_what_is_about_it():
    box = lambda kind, held: (8 + len(held)).to_bytes(4, "big") + kind + held  # noqa: E731
    head = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2h", b"x" * 20)
    whole = head + box(b"uuid", CANARY.encode()) + box(b"xml ", CANARY.encode()) + box(b"jp2c", b"picture")
    _suffix, _type, copy = clean_copy(with_picture(whole, JPX))
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        kept = pdf.pages[0].obj.Resources.XObject.Im0.read_raw_bytes()
    assert kept == head + box(b"jp2c", b"picture")


def test_w11_what_is_about_a_part_of_a_page_stays_behind_and_a_letter_a_does_not():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        letter = pdf.make_indirect(pikepdf.Stream(pdf, b"0 0 m"))
        page.obj.Resources = pikepdf.Dictionary(
            Properties=pikepdf.Dictionary(
                MC0=pikepdf.Dictionary(Metadata=pikepdf.Stream(pdf, CANARY.encode()))
            ),
            Font=pikepdf.Dictionary(F0=pdf.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type3,
                CharProcs=pdf.make_indirect(pikepdf.Dictionary(A=letter)),
            ))),
        )  # fmt: skip
        page.obj.Contents = pikepdf.Stream(pdf, b"q Q")
        pdf.save(out, compress_streams=False)
    assert WORDS.in_bytes(out.getvalue())
    _suffix, _type, copy = clean_copy(out.getvalue())
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        unpacked = io.BytesIO()
        pdf.save(unpacked, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        assert pdf.pages[0].obj.Resources.Font.F0.CharProcs.A.read_bytes() == b"0 0 m"
    assert not WORDS.in_bytes(unpacked.getvalue())


def test_w11_office_files_are_refused_with_a_sentence():
    for data in (b"PK\x03\x04 an office file", b"\xd0\xcf\x11\xe0 an older one", b"GIF89a\x00\x01", b""):
        with pytest.raises(NotTaken, match="PDF"):
            clean_copy(data)


def test_w11_a_locked_or_broken_pdf_is_refused():
    locked = a_pdf(encryption=pikepdf.Encryption(owner="one", user="two"))
    for data in (locked, b"%PDF-1.7 and then nothing"):
        with pytest.raises(NotTaken, match="could not clean"):
            clean_copy(data)


def test_w11_names_are_replaced_and_an_original_is_kept_only_when_asked():
    file = SimpleUploadedFile(f"{CANARY}.txt", b"What I saw")
    [only] = cleaned([file], keep_originals=False)
    assert (only.name, only.kind) == ("file-1.txt", CLEAN)
    file.seek(0)
    clean, original = cleaned([file], keep_originals=True)
    assert (original.kind, CANARY in original.name, clean.name) == (ORIGINAL, True, "file-1.txt")
