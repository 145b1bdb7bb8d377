"""Honest and hostile pictures, videos and texts: each function returns bytes."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import av
import numpy
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def scene(size=(800, 600), seed=1):
    """Something to see: soft shapes that no other seed has."""
    shapes = numpy.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=numpy.uint8)
    return Image.fromarray(shapes).resize(size, Image.Resampling.BICUBIC)


def encoded(picture, kind="JPEG", **options):
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def photo(size=(800, 600), seed=1, kind="JPEG", **options):
    return encoded(scene(size, seed), kind, **options)


def from_a_phone(size=(800, 600), turned=6):
    """Lying on its side, with the place it was taken at and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "SecretPhone"
    exif.get_ifd(0x8769)[0x9003] = "2025:05:13 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 39.0, 0.0), 3: "E", 4: (104.0, 3.0, 0.0)})
    return encoded(scene(size), exif=exif, comment=b"SecretComment")


def recompressed(content, side=1080, quality=70):
    """What WeChat makes of a picture."""
    with Image.open(BytesIO(content)) as picture:
        picture.thumbnail((side, side), Image.Resampling.BILINEAR)
        return encoded(picture.convert("RGB"), quality=quality)


def film(seconds=2, kind="mp4", size=(320, 240)):
    """A small video that says where it was taken."""
    file = BytesIO()
    options = {"movflags": "use_metadata_tags"}
    with av.open(file, "w", format=kind, container_options=options) as container:
        container.metadata["location"] = "+30.6500+104.0500/"
        container.metadata["comment"] = "SecretComment"
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(seconds * 10):
            frame = av.VideoFrame.from_image(scene(size).rotate(number * 3))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def film_in(codec="libx265", kind="mov", *, sound="", seconds=2, size=(320, 240), rate=10,
            rotation=0, pix_fmt="yuv420p"):  # fmt: skip
    """A small video in some other coding, its pictures and sound as a phone or a camera writes."""
    file = BytesIO()
    quiet = {"preset": "ultrafast", "x265-params": "log-level=none"} if "x26" in codec else {}
    with av.open(file, "w", format=kind, container_options={"movflags": "use_metadata_tags"}) as to:
        to.metadata["location"] = "+30.6500+104.0500/"
        stream = to.add_stream(codec, rate=rate, options=quiet)
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        if codec == "libx265":
            stream.codec_context.codec_tag = "hvc1"
        if rotation:
            stream.set_display_rotation(rotation)
        track = to.add_stream(sound, rate=44_100, layout="mono") if sound else None
        still = scene(size)
        for number in range(seconds * rate):
            turned = still if number % 10 else still.rotate(number)
            to.mux(stream.encode(av.VideoFrame.from_image(turned)))
        to.mux(stream.encode())
        if track:
            to.mux([packet for frame in hum(seconds) for packet in track.encode(frame)])
            to.mux(track.encode())
    return file.getvalue()


def hum(seconds, rate=44_100):
    wave = numpy.sin(numpy.arange(seconds * rate) * 2 * numpy.pi * 440 / rate) * 9_000
    for start in range(0, len(wave), 1024):
        piece = wave[start : start + 1024].astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(piece[None, :], format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate, start
        yield frame


def box(kind, *parts):
    content = b"".join(parts)
    return struct.pack(">I", len(content) + 8) + kind + content


def boxes_in(content):
    """{kind: what it holds} of the boxes of an MP4, one level deep."""
    found, place = {}, 0
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        found[kind] = content[place + 8 : place + length]
        place += length
    return found


def swollen_film(times, size=(640, 480)):
    """A film whose one picture is named over and over: a copy of it is many times as large."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=25, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        noise = numpy.random.default_rng(1).integers(0, 255, (*size[::-1], 3), dtype=numpy.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(noise)))
        container.mux(stream.encode())
    whole = file.getvalue()
    start = whole.index(b"moov") - 4
    held = boxes_in(whole[start:])[b"moov"]
    return whole[:start] + box(b"moov", renamed(held, times))


def renamed(content, times):
    """The boxes of a film of one picture, as one of `times` pictures that are all the same."""
    held = boxes_in(content)
    held.pop(b"edts", None)
    for kind in (b"mvhd", b"mdhd"):
        if kind in held:
            (scale,) = struct.unpack_from(">I", held[kind], 12)
            lasts = struct.pack(">I", scale * times // 25)
            held[kind] = held[kind][:16] + lasts + held[kind][20:]
    if b"stsz" in held:
        held = table_of_one(held, times)
    for kind in (b"trak", b"mdia", b"minf", b"stbl"):
        if kind in held:
            held[kind] = renamed(held[kind], times)
    return b"".join(box(kind, inside) for kind, inside in held.items())


def table_of_one(held, times):
    same, several = struct.unpack_from(">II", held[b"stsz"], 4)
    length = same or struct.unpack_from(">I", held[b"stsz"], 12)[0]
    return {
        b"stsd": held[b"stsd"],
        b"stts": struct.pack(">II", 0, 1) + struct.pack(">I", times) + held[b"stts"][12:16],
        b"stsc": struct.pack(">IIIII", 0, 1, 1, several, 1),
        b"stsz": struct.pack(">III", 0, length, times),
        b"stco": struct.pack(">II", 0, times) + held[b"stco"][8:12] * times,
    }


def pdf():
    return b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def docx(*more):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, text in [("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"), *more]:
            package.writestr(name, text)
    return file.getvalue()


def png_of(width, height):
    """A PNG that claims so many pixels behind next to no bytes."""

    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    row = zlib.compress(b"\0" * (width + 1) * min(height, 50))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


def with_scans(count=200):
    """A progressive JPEG whose last scan is there over and over."""
    content = photo((64, 64), progressive=True)
    last = content.rfind(b"\xff\xda")
    return content[:last] + content[last:-2] * count + b"\xff\xd9"


def many_frames(count=150):
    frames = [scene((16, 16), number) for number in range(count)]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def animated_png(count=150):
    frames = [Image.new("RGB", (8, 8), (n, 0, 0)) for n in range(count)]
    return encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])


def with_zip():
    return photo() + docx()


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"


def refused():
    """{what it is: (name, bytes, a part of the sentence)}."""
    half = len(photo()) // 2
    return {
        "empty": ("a.jpg", b"", "0 字节"),
        "html": ("a.jpg", HTML, "不是能收的文件"),
        "svg": ("a.jpg", SVG, "不是能收的文件"),
        "eps": ("a.jpg", EPS, "不是能收的文件"),
        "gif": ("a.jpg", photo(kind="GIF"), "不是能收的文件"),
        "tiff": ("a.jpg", photo(kind="TIFF"), "不是能收的文件"),
        "avif": ("a.heic", b"\0\0\0\x1cftypavif" + b"\0" * 90, "不是能收的文件"),
        "program": ("a.mp4", b"MZ" + b"\0" * 900, "不是能收的文件"),
        "playlist": ("a.mp4", PLAYLIST, "不是能收的文件"),
        "list of files": ("a.mp4", CONCAT, "不是能收的文件"),
        "png called jpg": ("a.jpg", photo(kind="PNG"), "内容却是 PNG"),
        "jpg called exe": ("a.exe", photo(), "内容却是 JPEG"),
        "pdf called jpg": ("a.jpg", pdf(), "内容却是 PDF"),
        "half a jpg": ("a.jpg", photo()[:half], "没有传完整"),
        "half a png": ("a.png", photo(kind="PNG")[:half], "没有传完整"),
        "half a webp": ("a.webp", photo(kind="WEBP")[:-200], "没有传完整"),
        "half a heic": ("a.heic", photo(kind="HEIF")[:-200], "没有传完整"),
        "half a film": ("a.mp4", film()[:-200], "没有传完整"),
        "film of nothing": ("a.mp4", b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov", "没有画面"),
        "film of many times its size": ("a.mp4", swollen_film(1000), "比文件本身大得多"),
        "half a pdf": ("a.pdf", pdf()[:-8], "没有传完整"),
        "pixels": ("a.png", png_of(13_000, 13_000), "超过 5000 万像素"),
        "pixels of a webp": ("a.webp", photo((9000, 6000), kind="WEBP", quality=1), "5000 万像素"),
        "scans": ("a.jpg", with_scans(), "编码异常复杂"),
        "frames": ("a.webp", many_frames(), "150 帧"),
        "frames of a png": ("a.png", animated_png(), "150 帧"),
        "archive behind": ("a.jpg", with_zip(), "藏着别的内容"),
        "page inside": ("a.jpg", encoded(scene(), comment=HTML), "藏着别的内容"),
        "paper inside": ("a.jpg", encoded(scene(), comment=b"%PDF-1.4"), "藏着别的内容"),
        "swollen": ("a.docx", docx(("word/a.xml", "a" * 3_000_000)), "异常地大"),
        "macros": ("a.docx", docx(("word/vbaProject.bin", "x")), "带有宏"),
        "sheet": ("a.docx", docx()[:-30], "没有传完整"),
        "old": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office"),
    }
