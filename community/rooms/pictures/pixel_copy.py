"""A program of its own: a picture on standard input, its bare pixels as a new picture on standard output.

First line: suffix, width, height; then the file. Exit status 2: no picture we take; 3: too many pixels; 4: damaged.
Run by `copy_pixels` with no environment. It limits itself before it looks at the first byte."""

import io
import resource
import sys
import warnings

MEMORY = 900 * 1024 * 1024
CPU_S = 15
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2_000
FORMATS = ("JPEG", "PNG", "WEBP")
NOT_TAKEN, TOO_LARGE, DAMAGED = 2, 3, 4


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main() -> int:
    limit()
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    data = sys.stdin.buffer.read()
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return TOO_LARGE
    except Exception:
        return NOT_TAKEN
    if opened.width * opened.height > MOST_PIXELS:
        return TOO_LARGE
    try:
        suffix, width, height, copied = copy(opened)
    except Exception:
        return DAMAGED
    sys.stdout.buffer.write(f"{suffix} {width} {height}\n".encode() + copied)
    return 0


def copy(opened):  # type: ignore[no-untyped-def]  # Pillow is imported only after the limits stand
    """The first frame, upright, in plain sRGB, in a new picture that has never seen the old one's file."""
    from PIL import Image, ImageOps

    opened.seek(0)
    opened.load()
    see_through = "A" in opened.getbands() or "transparency" in opened.info
    plain = in_plain_colours(opened, "RGBA" if see_through else "RGB")
    try:
        upright = ImageOps.exif_transpose(plain)
    except Exception:
        upright = plain
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    out = io.BytesIO()
    if see_through:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=85, optimize=True)
    return (".png" if see_through else ".jpg"), *bare.size, out.getvalue()


def in_plain_colours(opened, mode):  # type: ignore[no-untyped-def]
    """Its colour profile is applied and then dropped; one that cannot be read is only dropped. Keeps the note of which
    way is up, which the next step needs."""
    from PIL import ImageCms

    plain = opened.convert(mode)
    profile = opened.info.get("icc_profile")
    if profile and mode == "RGB" and opened.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except Exception:
            plain = opened.convert(mode)
    plain.info["exif"] = opened.info.get("exif", b"")
    return plain


if __name__ == "__main__":
    sys.exit(main())
