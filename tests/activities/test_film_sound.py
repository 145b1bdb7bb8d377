"""A film whose pictures every browser plays, with a sound that few of them do."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

import av

from activities.media import films

from .. import hostile_media


class Sound(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(TemporaryDirectory()))

    def copied(self, content):
        """The copy of the film, opened."""
        source = self.folder / "film"
        source.write_bytes(content)
        known = films.copy_film(source, self.folder / "copy")
        self.assertEqual(known["codec"], "")
        return self.enterContext(av.open(str(self.folder / "copy-film")))

    def kinds(self, copy):
        return [stream.codec_context.name for stream in copy.streams]

    def test_of_a_camera_or_a_television_becomes_aac_and_the_pictures_stay(self):
        content = hostile_media.film_in(codec="libx264", kind="mp4", sound="ac3")
        copy = self.copied(content)
        self.assertEqual(self.kinds(copy), ["h264", "aac"])
        self.assertGreater(sum(frame.samples for frame in copy.decode(audio=0)), 80_000)
        copy.seek(0)
        with av.open(str(self.folder / "film")) as source:
            came = [bytes(packet) for packet in source.demux(video=0)]
        self.assertEqual([bytes(packet) for packet in copy.demux(video=0)], came)

    def test_that_every_browser_plays_stays_as_it_is(self):
        content = hostile_media.film_in(codec="libx264", kind="mp4", sound="aac")
        copy = self.copied(content)
        with av.open(str(self.folder / "film")) as source:
            came = [bytes(packet) for packet in source.demux(audio=0)]
        self.assertEqual([bytes(packet) for packet in copy.demux(audio=0)], came)

    def test_that_cannot_be_read_does_not_cost_the_film(self):
        content = hostile_media.film_in(codec="libx264", kind="mp4", sound="ac3")
        with av.open(hostile_media.BytesIO(content)) as film:
            pieces = [bytes(packet) for packet in film.demux(audio=0) if packet.size]
        for piece in pieces:
            content = content.replace(piece, bytes(len(piece)))
        self.assertEqual(self.kinds(self.copied(content)), ["h264"])
