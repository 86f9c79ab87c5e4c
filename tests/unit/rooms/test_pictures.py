"""Of an uploaded picture its pixels are kept, and nothing else; it opens with its post and goes with it."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from community.rooms import actions
from community.rooms.actions import pictures
from community.rooms.models import Picture, Post, Room, Thread
from community.rooms.pictures import NotAPicture, copy_pixels
from community.utterances.models import Kind, Utterance

SECRET = b"zqwheretheyliveq"


def drawn(kind: str, size=(40, 20), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **options)
    return out.getvalue()


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = found[0x013B] = found[0x8298] = SECRET.decode()
    found[0x0112] = 6
    found.get_ifd(0x8825)[29] = SECRET.decode()
    found.get_ifd(0x8769)[0x9286] = SECRET
    return found


def png_text() -> PngImagePlugin.PngInfo:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", SECRET.decode())
    told.add_text("Zipped", SECRET.decode(), zip=True)
    told.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return told


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def segment(marker: bytes, data: bytes) -> bytes:
    """A JPEG that begins with a segment of its own."""
    return JPEG[:2] + b"\xff" + marker + struct.pack(">H", len(data) + 2) + data + JPEG[2:]


JPEG, PNG = drawn("JPEG"), drawn("PNG")
XMP = b"http://ns.adobe.com/xap/1.0/\x00" + SECRET
TELL_TALES = {
    "exif in JPEG": drawn("JPEG", exif=exif()),
    "comment in JPEG": drawn("JPEG", comment=SECRET),
    "XMP in JPEG": JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(XMP) + 2) + XMP + JPEG[2:],
    "IPTC in JPEG": JPEG[:2] + b"\xff\xed" + struct.pack(">H", len(SECRET) + 2) + SECRET + JPEG[2:],
    "after the end of JPEG": JPEG + SECRET,
    "an archive behind JPEG": JPEG + b"PK\x03\x04" + SECRET,
    "exif in PNG": drawn("PNG", exif=exif()),
    "text in PNG": drawn("PNG", pnginfo=png_text()),
    "a chunk of its own in PNG": PNG[:33] + chunk(b"seCt", SECRET) + PNG[33:],
    "after the end of PNG": PNG + SECRET,
    "exif in WebP": drawn("WEBP", exif=exif()),
    "XMP in WebP": drawn("WEBP", xmp=SECRET),
    "colour profile": drawn("JPEG", icc_profile=SECRET * 20),
    "exif in see-through PNG": drawn("PNG", mode="RGBA", exif=exif()),
    "text in a palette": drawn("PNG", mode="P", pnginfo=png_text()),
    "a small picture with exif in JPEG": segment(b"\xe1", b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + SECRET),
    "more pictures in JPEG": segment(b"\xe2", b"MPF\x00" + SECRET),
    "a program in a comment of JPEG": segment(b"\xfe", b"*/=1;alert('" + SECRET + b"')/*"),
    "text in PNG, zipped": PNG[:33] + chunk(b"zTXt", b"Author\x00\x00" + zlib.compress(SECRET)) + PNG[33:],
    "exif as a chunk of PNG": PNG[:33] + chunk(b"eXIf", b"MM\x00*\x00\x00\x00\x08" + SECRET) + PNG[33:],
    "colour profile in WebP": drawn("WEBP", icc_profile=SECRET * 20),
    "a second picture behind WebP": drawn(
        "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 20))], exif=exif()
    ),
    "a print of four colours": drawn("JPEG", mode="CMYK", exif=exif()),
    "sixteen bits of grey": drawn("PNG", mode="I;16", pnginfo=png_text()),
    "a page behind PNG": PNG + b"<html><script>alert('" + SECRET + b"')</script>",
    "an archive behind PNG": PNG + b"PK\x03\x04" + SECRET,
    "a page behind JPEG": JPEG + b"<html><script>alert('" + SECRET + b"')</script>",
}


@pytest.mark.parametrize("name", TELL_TALES)
def test_nothing_but_pixels_is_left(name):
    assert SECRET in TELL_TALES[name] or name.startswith("text in PNG") or "exif" in name or "palette" in name
    copied = copy_pixels(TELL_TALES[name])
    assert SECRET not in copied.data
    opened = Image.open(io.BytesIO(copied.data))
    opened.load()
    assert not opened.getexif()
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert copied.suffix in {".jpg", ".png"}


def test_it_stands_upright_and_is_made_smaller():
    turned = copy_pixels(drawn("JPEG", size=(40, 20), exif=exif()))
    assert (turned.width, turned.height) == (20, 40)
    large = copy_pixels(drawn("JPEG", size=(4_000, 1_000)))
    assert (large.width, large.height) == (2_000, 500)


def bomb() -> bytes:
    """A PNG that says it has 2.5 thousand million pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


NO_PICTURES = {
    "nothing": b"",
    "a bomb": bomb(),
    "more than 25 million pixels": drawn("PNG", mode="1", size=(5_001, 5_000)),
    "half a JPEG": drawn("JPEG", size=(600, 600))[:900],
    "half a PNG": drawn("PNG", size=(600, 600))[:200],
    "GIF": drawn("GIF"),
    "TIFF": drawn("TIFF"),
    "BMP": drawn("BMP"),
    "ICO": drawn("ICO", size=(32, 32)),
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "PDF": b"%PDF-1.7\n",
    "a program": b"\x7fELF" + b"\x00" * 100,
    "GIF that is a script": b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "JPEG 2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\x00" * 100,
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100,
    "AVIF": b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif" + b"\x00" * 100,
    "WebP that says more than it holds": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\x00" * 100,
    "PNG whose text unpacks to 200 MB": PNG[:33]
    + chunk(b"zTXt", b"x\x00\x00" + zlib.compress(b"\x00" * 200_000_000, 9))
    + PNG[33:200],
    "a PNG that is cut inside its head": PNG[:20],
    "JPEG with no picture in it": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9",
    "a film": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
    "an archive": b"PK\x03\x04" + b"\x00" * 100,
    "EMF": b"\x01\x00\x00\x00" + b"\x00" * 36 + b" EMF",
    "PSD": b"8BPS\x00\x01" + b"\x00" * 100,
    "a page that says it is a JPEG": b"\xff\xd8\xff<script>alert(1)</script>",
    "13 MB": b"\xff\xd8\xff" + b"\x00" * 13_000_000,
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_picture_we_take_is_answered_by_a_sentence(name):
    with pytest.raises(NotAPicture) as refused:
        copy_pixels(NO_PICTURES[name])
    assert str(refused.value).endswith(".")


# --- in a room
@pytest.fixture
def harbour(building) -> Room:
    building.harbour.pictures = True
    building.harbour.save()
    return building.harbour


@pytest.fixture
def thread(harbour, building) -> Thread:
    opened, _said = actions.open_thread(room=harbour, title="The garden", body="Look.", by=building.robin)
    return Thread.objects.get(pk=opened.pk)


def send(client, thread, name="photo.jpg", data=TELL_TALES["exif in JPEG"], **more):
    form = {
        "body": "My garden today.",
        "picture": SimpleUploadedFile(name, data),
        "picture_words": "A bean in a pot.",
    }
    return client.post(f"/rooms/harbour/{thread.ref}/reply/", form | more)


def stored() -> Picture:
    return Picture.objects.get()


@pytest.mark.parametrize(
    "name", ["photo.jpg", "photo.php", "photo.jpg.html", "pho\u202egpj.exe", "../../x.svg", "Mia Smith.JPG"]
)
def test_a_picture_is_stored_under_no_name_of_the_uploader(name, thread, building, sign_in):
    assert send(sign_in(building.mia), thread, name).status_code == 302
    kept = str(stored().file)
    assert kept.startswith("post-pictures/")
    assert kept.endswith("/picture.jpg")
    assert SECRET not in stored().file.read()


def test_it_opens_with_its_post_to_those_who_may_enter_and_goes_with_it(thread, building, sign_in):
    assert send(sign_in(building.mia), thread).status_code == 302
    address = stored().file.url
    post = Post.objects.get(author=building.mia)
    assert f'src="{address}" alt="A bean in a pot."' in post.html
    for who, status in (
        ("mia", 200),
        ("robin", 200),
        ("cleo", 200),
        ("max", 404),
        ("edie", 404),
        ("zed", 404),
    ):
        assert sign_in(getattr(building, who)).get(address).status_code == status, who
    actions.delete(post=post, by=building.mia)
    for who in ("mia", "robin", "cleo"):
        assert sign_in(getattr(building, who)).get(address).status_code == 404


def test_its_words_are_asked_for_and_judged(thread, building, sign_in):
    client = sign_in(building.mia)
    asked = send(client, thread, picture_words=" ")
    assert asked.status_code == 200
    assert "Say in a few words what is in the picture." in asked.content.decode()
    assert stored().file.url in asked.content.decode()
    form = {"body": "Look.", "picture_kept": stored().ref, "picture_words": "I want to kill myself tonight."}
    sent = client.post(f"/rooms/harbour/{thread.ref}/reply/", form)
    assert sent.status_code == 302
    assert Utterance.objects.get(kind=Kind.PICTURE).priority == 1
    assert "We are glad" in client.get(sent["Location"]).content.decode()


def test_before_it_is_posted_it_is_the_authors_alone_and_later_gone(thread, building, sign_in):
    send(sign_in(building.mia), thread, picture_words="")
    kept = stored()
    for who, status in (("mia", 200), ("robin", 404), ("pat", 404)):
        assert sign_in(getattr(building, who)).get(kept.file.url).status_code == status
    form = {"body": "Mine now.", "picture_kept": kept.ref, "picture_words": "Taken."}
    sign_in(building.robin).post(f"/rooms/harbour/{thread.ref}/reply/", form)
    assert stored().post is None
    assert pictures.forget_unused(now=kept.added_at + pictures.UNUSED_FOR * 2) == 1
    assert not Picture.objects.exists()


def test_a_room_without_pictures_takes_none(thread, building, sign_in):
    Room.objects.update(pictures=False)
    assert send(sign_in(building.mia), thread).status_code == 302
    assert not Picture.objects.exists()
    assert 'type="file"' not in sign_in(building.mia).get(thread.get_absolute_url()).content.decode()


def test_what_is_no_picture_comes_back_with_the_words(thread, building, sign_in):
    answer = send(sign_in(building.mia), thread, data=NO_PICTURES["SVG"])
    assert answer.status_code == 200
    assert "This is not a picture we can use" in answer.content.decode()
    assert "My garden today." in answer.content.decode()
    assert not Picture.objects.exists()
