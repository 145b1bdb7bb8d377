"""A video: how long it is, a picture of it, and a copy that browsers play, without the phone's
metadata. Pure.

Read as MP4 and as nothing else, from an open file: no playlist, no other file, no network.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import av

from colleges.rules import BrokenRule

from . import copies
from .conversion import (
    PLAYED_SOUND,
    CannotConvert,
    Shape,
    codec_of,
    convert,
    is_played,
    sound_writer,
)
from .kinds import DAMAGED

log = logging.getLogger(__name__)

MOST_SIDE, MOST_SECONDS, MOST_STREAMS = 8192, 2 * 3600, 16
SOUND = {"aac", "mp3", "opus", "ac3"}
ONLY_THIS_FILE = {"protocol_whitelist": "file", "enable_drefs": "0"}
# Of what a film promises so much has to be there.
LEAST_THERE = 0.9


def copy_film(path: Path, target: Path, tell: Callable = lambda part: None) -> dict:
    """Writes `target`-film and the three sizes of its picture; returns what is known of it.

    `tell` hears how much of a longer piece of work is done, from 0 to 1.
    """
    with open(path, "rb") as file, opened(file) as film:
        stream = picture_stream(film)
        seconds = film.duration / av.time_base if film.duration else 0.0
        refuse_odd(film, stream, seconds)
        still, rotation = still_of(film, stream, min(1.0, seconds / 10))
        facts = {"width": still.width, "height": still.height, "seconds": round(seconds, 2)}
        facts |= copies.write(copies.clean(still, 1, None), target)
        codec, is_played_as_it_is = codec_of(stream), is_played(stream)
    shape, copy = Shape(*still.size, rotation, seconds), f"{target}-film"
    there = None if is_played_as_it_is else played(path, copy, shape, tell)
    facts["codec"] = codec if there is None and not is_played_as_it_is else ""
    if there is None:
        there = copy_streams(path, copy)
    if there < seconds * LEAST_THERE - 1:
        raise BrokenRule(DAMAGED)
    return facts


def played(path, target, shape, tell):
    """A copy that browsers play: how many seconds there were, None if it cannot be made."""
    try:
        with open(path, "rb") as file, opened(file) as film:
            picture_stream(film)
            return convert(film, target, shape, path.stat().st_size, tell)
    except (CannotConvert, av.FFmpegError, MemoryError) as reason:
        log.warning("%s stays as it came: %s", target, reason)
        return None


def opened(file):
    return av.open(file, format="mov", container_options=ONLY_THIS_FILE)


def picture_stream(film):
    if not film.streams.video:
        raise BrokenRule("这个视频里没有画面。请重新导出后再传。")
    stream = film.streams.video[0]
    stream.codec_context.thread_count = 1
    return stream


def refuse_odd(film, stream, seconds):
    width, height = stream.width, stream.height
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise BrokenRule(f"视频画面是 {width}×{height}，太大了。请导出为 4K 以内再传。")
    if len(film.streams) > MOST_STREAMS or not 0 < seconds <= MOST_SECONDS:
        raise BrokenRule("视频的结构或时长不正常（最长 2 小时）。请重新导出后再传。")


def still_of(film, stream, second):
    """An upright frame from near the beginning, past the black of the first moment, and how far
    it was turned for that."""
    film.seek(int(second * av.time_base))
    for frame in film.decode(stream):
        return frame.to_image().rotate(frame.rotation, expand=True), frame.rotation
    raise BrokenRule(DAMAGED)


def copy_streams(path, target):
    """Pictures as they are, in a new container: what else a phone notes (where it was taken,
    subtitles, tracks of positions) is not copied. Returns how many seconds there were."""
    try:
        return copied(path, target, SOUND)
    except av.FFmpegError as reason:
        log.warning("%s without what sounds few browsers play: %s", target, reason)
        return copied(path, target, {PLAYED_SOUND})


def copied(path, target, sounds):
    """With the first of these sounds, which most browsers play then."""
    with open(path, "rb") as file, opened(file) as film:
        picture = film.streams.video[0]
        sound = next((one for one in film.streams.audio if codec_of(one) in sounds), None)
        options = {"movflags": "+faststart"}
        there = 0.0
        with av.open(target, "w", format="mp4", container_options=options) as copy:
            into = copy.add_stream_from_template(picture)
            if codec_of(picture) == "hevc":  # Apple plays it under this name only
                into.codec_context.codec_tag = "hvc1"
            writer = sound_writer(copy, sound) if sound else None
            for packet in film.demux([one for one in (picture, sound) if one]):
                if packet.stream is sound:
                    copy.mux(list(writer.take(packet)))
                elif packet.dts is not None:
                    if packet.pts is not None:
                        there = max(there, float(packet.pts * packet.time_base))
                    packet.stream = into
                    copy.mux(packet)
            if writer:
                copy.mux(list(writer.end()))
    return there
