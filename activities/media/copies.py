"""The copies of a picture that are shown: upright, sRGB, without metadata, in three sizes. Pure.

JPEG alone: at these sizes WebP costs eight times the processor for 15 % fewer bytes.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from colleges.picture_copy import in_colour
from colleges.uploads import MOST_PIXELS, refuse_too_large

from .kinds import refuse_many_frames
from .phash import phash

SIZES = (1600, 800, 400)
QUALITY = {1600: 84, 800: 80, 400: 76}
ORIENTATION, TAKEN_AT, EXIF_PART = 0x0112, 0x9003, 0x8769
READERS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)
_srgb = ImageCms.createProfile("sRGB")


def copy_photo(path: Path, code: str, target: Path) -> dict:
    """Writes `target`-1600, -800 and -400; returns what is known of the picture."""
    with Image.open(path, formats=(READERS[code],)) as picture:
        width, height = picture.size
        refuse_too_large(width, height)
        refuse_many_frames(getattr(picture, "n_frames", 1) if code != "jpeg" else 1)
        largest = scaled(picture)
        exif = picture.getexif()
        turned, taken = exif.get(ORIENTATION, 1), taken_on(exif)
        profile = picture.info.get("icc_profile")
    upright = clean(largest, turned, profile)
    if turned in (5, 6, 7, 8):
        width, height = height, width
    return {"width": width, "height": height, "taken_on": taken} | write(upright, target)


def scaled(picture: Image.Image) -> Image.Image:
    """At most 1600 px long, decoded no larger than need be."""
    most = (SIZES[0], SIZES[0])
    if picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB"):
        picture.thumbnail(most, Image.Resampling.BICUBIC, reducing_gap=1.01)
        return in_colour(picture).copy()
    picture.load()
    small = in_colour(picture)
    small.thumbnail(most, Image.Resampling.BICUBIC, reducing_gap=1.01)
    return small.copy()


def clean(picture: Image.Image, turned: int, profile: bytes | None) -> Image.Image:
    """A new picture: no EXIF, XMP, comment or profile comes over, colours and upright do."""
    fresh = Image.new("RGB", picture.size, "white")
    fresh.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    fresh = in_srgb(fresh, profile)
    fresh.getexif()[ORIENTATION] = turned
    upright = ImageOps.exif_transpose(fresh)
    upright.info.clear()
    return upright


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A phone's wide colours, as every screen shows them; a profile that is none is ignored."""
    if not profile or b"sRGB" in profile or b"s\0R\0G\0B" in profile:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, _srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def write(upright: Image.Image, target: Path) -> dict:
    """All three sizes of a finished picture, the small ones made from the large one."""
    for side in SIZES:
        if max(upright.size) == 2 * side:
            upright = upright.reduce(2)
        upright.thumbnail((side, side), Image.Resampling.BICUBIC)
        upright.save(f"{target}-{side}", "JPEG", quality=QUALITY[side], exif=b"")
    return {"phash": phash(upright)}


def taken_on(exif) -> str:
    """The ISO date on which a camera says it was taken, or ""."""
    told = str(exif.get_ifd(EXIF_PART).get(TAKEN_AT, ""))
    try:
        return datetime.strptime(told[:10], "%Y:%m:%d").date().isoformat()
    except ValueError:
        return ""
