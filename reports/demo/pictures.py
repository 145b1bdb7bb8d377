"""Drawn pictures of a week that never was: no photograph, so nobody is on them."""

import math
import random
from io import BytesIO

import av
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 960)
SKIN = ("#f1c9a5", "#e8b98f", "#d9a679")
CLOTHES = ("#2a5caa", "#c8372d", "#d97706", "#2f8f5b", "#7a4fa3", "#37616e", "#b23a6b")


def scene(kind: str, seed: object) -> Image.Image:
    """One of SCENES, never twice the same: `seed` places people and light."""
    dice = random.Random(f"{kind}-{seed}")  # noqa: S311 - a drawing
    picture = Image.new("RGB", SIZE, "#fff")
    draw = ImageDraw.Draw(picture)
    SCENES[kind](draw, dice)
    for _ in range(dice.randint(3, 6)):
        person(draw, dice, dice.randint(80, 1200), dice.randint(640, 780), dice.uniform(0.8, 1.25))
    return picture.filter(ImageFilter.GaussianBlur(0.8))


def paper() -> Image.Image:
    """A signed sheet, so far as one can see from across the room."""
    sheet = Image.new("RGB", (620, 877), "#fdfdfb")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((200, 80, 420, 104), fill="#333")
    for y in range(170, 560, 34):
        draw.line((80, y, 540 - y % 5 * 30, y), fill="#888", width=4)
    draw.ellipse((380, 620, 500, 740), outline="#c8372d", width=8)
    draw.arc((120, 660, 260, 720), 10, 300, fill="#2a3a6a", width=5)
    return sheet


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


def film(kind: str, seed: object, seconds: int = 4) -> bytes:
    """A slow look across the scene, small enough for a first start."""
    wide = scene(kind, seed).resize((960, 720))
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=12)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        count = seconds * 12
        for number in range(count):
            left = round(320 * number / count)
            frame = av.VideoFrame.from_image(wide.crop((left, 200, left + 640, 560)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


def shaded(draw, top, bottom, first, last):
    """A surface that grows from one colour into the other."""
    one, other = rgb(first), rgb(last)
    for y in range(top, bottom):
        part = (y - top) / (bottom - top)
        shade = tuple(round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
        draw.line((0, y, SIZE[0], y), fill=shade)


def rgb(colour):
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def person(draw, dice, x, y, scale):
    coat, skin = dice.choice(CLOTHES), dice.choice(SKIN)
    tall, wide = 190 * scale, 42 * scale
    draw.rounded_rectangle((x - wide, y - tall * 0.62, x + wide, y), radius=wide * 0.7, fill=coat)
    draw.rectangle((x - wide * 0.7, y - 10, x - 6, y + tall * 0.5), fill="#3b4350")
    draw.rectangle((x + 6, y - 10, x + wide * 0.7, y + tall * 0.5), fill="#3b4350")
    head, middle = 27 * scale, y - tall * 0.78
    draw.ellipse((x - head, middle - head, x + head, middle + head), fill=skin)
    draw.pieslice((x - head, middle - head, x + head, middle + head), 180, 360, fill="#2b2622")
    reach = dice.choice((-1, 1)) * wide * 2
    shoulder = y - tall * 0.5
    draw.line((x, shoulder, x + reach, shoulder - dice.randint(-40, 50)), fill=coat, width=18)


def hall(draw, dice):
    """A workshop: windows, machines, an arm of a robot."""
    shaded(draw, 0, 560, "#dfe8f2", "#b9c9dc")
    shaded(draw, 560, 960, "#8d98a5", "#66707d")
    for x in range(60, 1240, 240):
        draw.rectangle((x, 70, x + 170, 300), fill="#f6fbff", outline="#8fa3b8", width=8)
    for x in range(dice.randint(40, 160), 1200, 330):
        draw.rectangle((x, 430, x + 230, 640), fill="#4d7a4f")
        draw.rectangle((x + 20, 450, x + 120, 540), fill="#21342a")
        draw.ellipse((x + 150, 460, x + 200, 510), fill="#e4b23a")
    x, y, turn = dice.randint(300, 900), 620, dice.uniform(-1.2, -0.4)
    for length, width in ((190, 54), (150, 40), (90, 26)):
        ahead = (x + length * math.cos(turn), y + length * math.sin(turn))
        draw.line((x, y, *ahead), fill="#e07b1f", width=width)
        (x, y), turn = ahead, turn + dice.uniform(0.5, 1.1)
        draw.ellipse((x - 24, y - 24, x + 24, y + 24), fill="#5a3a14")


def square(draw, dice):
    """The plaza: sky, trees, a row of tents."""
    shaded(draw, 0, 520, "#8cc4ee", "#dff1fb")
    shaded(draw, 520, 960, "#d8cdb8", "#b8a98d")
    sun = dice.randint(100, 1100)
    draw.ellipse((sun, 60, sun + 110, 170), fill="#ffe9a8")
    for x in range(-40, 1300, 170):
        height = dice.randint(180, 300)
        draw.ellipse((x, 520 - height, x + 190, 560), fill=dice.choice(("#4f8f52", "#6aa55c")))
    for x in range(dice.randint(0, 90), 1200, 290):
        colour = dice.choice(CLOTHES)
        draw.polygon([(x, 520), (x + 120, 400), (x + 240, 520)], fill=colour)
        draw.rectangle((x + 10, 520, x + 230, 540), fill="#fff")
        draw.rectangle((x + 30, 600, x + 210, 680), fill="#8b5a2b")
        for leg in (x + 12, x + 222):
            draw.rectangle((leg, 520, leg + 8, 720), fill="#555")


def room(draw, dice):
    """A lecture room: a board, curtains, desks."""
    shaded(draw, 0, 600, "#f7efe0", "#e9dcc3")
    shaded(draw, 600, 960, "#b98d5f", "#8f6a43")
    draw.rectangle((320, 110, 980, 430), fill="#24513c", outline="#7b5a33", width=16)
    for y in range(170, 400, dice.randint(48, 70)):
        draw.line((370, y, dice.randint(600, 930), y), fill="#e7f2ea", width=9)
    for x in (40, 1120):
        draw.rectangle((x, 60, x + 120, 520), fill=dice.choice(("#c45b4d", "#4d77c4", "#c49a4d")))
    for x in range(60, 1200, 250):
        draw.rectangle((x, 720, x + 200, 760), fill="#d9a866")
        draw.rectangle((x + 12, 760, x + 26, 900), fill="#6b4a26")


def village(draw, dice):
    """Fields, hills, a white house."""
    shaded(draw, 0, 460, "#bfe0f5", "#f3f8ef")
    for base, colour in ((420, "#8fb996"), (480, "#6fa06f")):
        points = [(0, 960)]
        points += [(x, base - dice.randint(0, 150)) for x in range(0, 1400, 140)]
        draw.polygon([*points, (1280, 960)], fill=colour)
    shaded(draw, 560, 960, "#9fbf5f", "#7fa044")
    for y in range(590, 960, 46):
        draw.line((0, y, 1280, y - dice.randint(-30, 30)), fill="#6d8f3a", width=8)
    x = dice.randint(120, 800)
    draw.rectangle((x, 380, x + 300, 590), fill="#faf7f0")
    draw.polygon([(x - 30, 390), (x + 150, 270), (x + 330, 390)], fill="#6b4a3a")
    draw.rectangle((x + 120, 470, x + 190, 590), fill="#8a5a34")


def kitchen(draw, dice):
    """Steel, steam, plates."""
    shaded(draw, 0, 560, "#eef1f2", "#cfd6d9")
    shaded(draw, 560, 960, "#a9b1b5", "#7f888d")
    for x in range(0, 1280, 64):
        draw.line((x, 0, x, 420), fill="#dfe5e7", width=3)
    draw.rectangle((0, 470, 1280, 600), fill="#98a3a8")
    for x in range(dice.randint(40, 160), 1200, 210):
        draw.ellipse((x, 430, x + 150, 490), fill="#fff", outline="#b5bec2", width=4)
        dish = dice.choice(("#d9572b", "#e8b23a", "#5d9b3c"))
        draw.ellipse((x + 34, 440, x + 116, 478), fill=dish)
        for rise in range(3):
            steam = (x + 40, 340 - rise * 60, x + 90, 420 - rise * 60)
            draw.arc(steam, 90, 270 + 60 * dice.randint(-1, 1), fill="#fff", width=6)


SCENES = {"hall": hall, "square": square, "room": room, "village": village, "kitchen": kitchen}
