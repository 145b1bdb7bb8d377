"""A film that few browsers play (HEVC of an iPhone, MPEG-4 of an old camera) as one that all do:
H.264 and AAC. Pure.

On one processor and within a time that is known beforehand: what would take longer is left as it
is, and its page says so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

PLAYED, PLAYED_FORMATS, PLAYED_SOUND = "h264", {"yuv420p", "yuvj420p"}, "aac"
# So long on the clock; after the first seconds it is known whether that will do.
SECONDS, JUDGED_AFTER = 240, 15
LONGEST_SIDE, MOST_PICTURES = 1280, 32
CLOCK = Fraction(1, 90_000)
MEGABIT = 1_000_000
MOST_BITS = 6 * MEGABIT
COLOURS = ("color_primaries", "color_trc", "colorspace", "color_range")


class CannotConvert(Exception):
    """It would take too long, or grow larger than what came."""


@dataclass(frozen=True)
class Shape:
    """How large the film is when it stands upright, how far it is turned, how long it lasts."""

    width: int
    height: int
    rotation: int
    seconds: float

    @property
    def scaled(self) -> tuple[int, int]:
        """Even numbers, as they lie in the file: before it is turned."""
        part = min(1.0, LONGEST_SIDE / max(self.width, self.height))
        width, height = (max(2, round(side * part / 2) * 2) for side in (self.width, self.height))
        return (height, width) if self.rotation % 180 else (width, height)


def codec_of(stream) -> str:
    """ "" for one that nobody here can read."""
    return stream.codec_context.name if stream.codec_context else ""


def is_played(stream) -> bool:
    return codec_of(stream) == PLAYED and stream.codec_context.pix_fmt in PLAYED_FORMATS


def convert(film, target: Path | str, shape: Shape, size: int, tell: Callable) -> float:
    """Writes `target`; returns how many seconds of picture there were. `tell` is told the part
    that is done."""
    picture = film.streams.video[0]
    sound = next((one for one in film.streams.audio if codec_of(one)), None)
    sources = [one for one in (picture, sound) if one]
    with av.open(
        str(target), "w", format="mp4", container_options={"movflags": "+faststart"}
    ) as to:
        writers = {picture.index: Pictures(to, picture, shape, size)}
        if sound:
            writers[sound.index] = sound_writer(to, sound)
        clock = Clock(shape.seconds, tell)
        for packet in film.demux(sources):
            for made in writers[packet.stream.index].take(packet):
                to.mux(made)
            clock.look(writers[picture.index].seconds)
        for writer in writers.values():
            for made in writer.end():
                to.mux(made)
    return writers[picture.index].seconds


class Clock:
    """Ends what would not end in time; tells how far it is about every second."""

    def __init__(self, seconds, tell):
        self.all, self.tell = seconds, tell
        self.begun = self.told = time.monotonic()

    def look(self, done):
        now = time.monotonic()
        spent, part = now - self.begun, min(1.0, done / self.all)
        if spent > SECONDS or (spent > JUDGED_AFTER and spent > part * SECONDS):
            raise CannotConvert(f"{spent:.0f} s for {part:.0%}")
        if now - self.told >= 1:
            self.told = now
            self.tell(part)


class Pictures:
    """Decodes, makes smaller and encodes; at most MOST_PICTURES a second."""

    def __init__(self, to, source, shape, size):
        self.source, self.size, self.seconds, self.due = source, shape.scaled, 0.0, float("-inf")
        # The copy may not outgrow what came, whose room was counted beforehand.
        bits = min(MOST_BITS, max(MEGABIT // 4, int(size * 8 / shape.seconds)))
        options = {"preset": "veryfast", "crf": "23", "threads": "1"}
        options |= {"maxrate": f"{bits}", "bufsize": f"{bits}"}
        self.into = to.add_stream("libx264", rate=30, options=options)
        self.into.width, self.into.height = self.size
        self.into.pix_fmt = "yuv420p"
        self.into.codec_context.time_base = CLOCK
        for name in COLOURS:  # a browser brings HDR to its screen by them
            setattr(self.into.codec_context, name, getattr(source.codec_context, name))
        if shape.rotation:
            self.into.set_display_rotation(shape.rotation)

    def take(self, packet):
        for frame in packet.decode():
            if frame.pts is None or frame.time < self.due:
                continue
            self.due, self.seconds = frame.time + 1 / MOST_PICTURES, max(self.seconds, frame.time)
            small = frame.reformat(*self.size, "yuv420p", interpolation="BILINEAR", threads=1)
            small.pict_type = 0
            yield from self.into.encode(small)

    def end(self):
        return self.into.encode()


def sound_writer(to, source):
    return SameSound(to, source) if codec_of(source) == PLAYED_SOUND else Sound(to, source)


class SameSound:
    def __init__(self, to, source):
        self.into = to.add_stream_from_template(source)

    def take(self, packet):
        if packet.dts is not None:
            packet.stream = self.into
            yield packet

    def end(self):
        return ()


class Sound:
    def __init__(self, to, source):
        self.into = to.add_stream("aac", rate=48_000, layout="stereo")

    def take(self, packet):
        for frame in packet.decode():
            yield from self.into.encode(frame)

    def end(self):
        return self.into.encode()
