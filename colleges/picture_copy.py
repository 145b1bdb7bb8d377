"""Run as a program of its own: `picture_copy.py SOURCE TARGET` writes the copy that is shown.

Upright, without metadata, at most SIDE pixels long, JPEG. A process with its own limits: what a
hostile picture costs, it costs here (security.md B-31, F3–F6).
"""

import resource
import sys

from PIL import Image, ImageOps

SIDE = 2400
SECONDS = 15
# Fifty million pixels with a veil are 200 MB, twice while they are converted.
MEMORY = 800 * 1024 * 1024
SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def copy(source, target):
    """Returns (width, height) of the copy."""
    Image.MAX_IMAGE_PIXELS = 50_000_000
    with Image.open(source, formats=("JPEG", "PNG")) as picture:
        # A JPEG is decoded at half or a quarter where that is all that is wanted.
        picture.draft("RGB", (SIDE, SIDE))
        picture.load()
        turned = picture.getexif().get(0x0112, 1)
        small = in_colour(picture)
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    # A new one carries no EXIF, no XMP, no profile, no comment over.
    clean = Image.new("RGB", small.size, "white")
    clean.paste(small, mask=small.getchannel("A") if small.mode == "RGBA" else None)
    clean.getexif()[0x0112] = turned
    upright = ImageOps.exif_transpose(clean)
    upright.save(target, "JPEG", quality=88, optimize=True, exif=b"")
    return upright.size


def in_colour(picture):
    if picture.mode in SIXTEEN_BITS:
        return picture.point(lambda level: level / 256).convert("RGB")
    shines = "A" in picture.getbands() or "transparency" in picture.info
    wanted = "RGBA" if shines else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    print(*copy(*sys.argv[1:]))
