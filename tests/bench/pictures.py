"""How many photos of 4000×3000 a second of one processor, starting the process included."""

import resource
import tempfile
import time
from pathlib import Path

from activities.media.workshop import Workshop

from ..hostile_media import photo

COUNT = 24


def pictures():
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.jpg" for number in range(4)]
        for seed, path in enumerate(paths):
            path.write_bytes(photo((4000, 3000), seed, quality=92))
        begun = time.perf_counter()
        with Workshop() as workshop:
            for number in range(COUNT):
                workshop.look_into(paths[number % 4], "a.jpg", Path(folder) / "copy")
        wall = time.perf_counter() - begun
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = spent.ru_utime + spent.ru_stime
    return {"count": COUNT, "wall": wall, "processor": processor}
