"""One distribution box, hour by hour, as bars with the line of its capacity; drawn by the server.

Lengths are units of the SVG's own viewBox.
"""

from decimal import Decimal

from .worklists.power import plain

STEP, BAR, TALL, TOP, LEFT, FOOT = 44, 30, 100, 18, 8, 20


class PowerChart:
    def __init__(self, load):
        self.load = load
        capacity = load.box.capacity or Decimal(0)
        # Room above the highest bar or the line for the number on it.
        self.full = max(load.peak, capacity, Decimal(1))

    @property
    def width(self):
        return LEFT * 2 + STEP * len(self.load.hours)

    @property
    def height(self):
        return TOP + TALL + FOOT

    @property
    def base(self):
        return TOP + TALL

    @property
    def capacity_y(self):
        """None while nobody has said the capacity."""
        capacity = self.load.box.capacity
        return None if capacity is None else self.base - self.tall(capacity)

    def tall(self, kw):
        return round(float(kw / self.full) * TALL)

    @property
    def bars(self):
        for place, hour in enumerate(self.load.hours):
            tall, x = self.tall(hour.kw), LEFT + STEP * place + (STEP - BAR) // 2
            yield {
                "x": x,
                "y": self.base - tall,
                "width": BAR,
                "height": tall,
                "middle": x + BAR // 2,
                "above": self.base - tall - 4,
                "kw": plain(hour.kw) if hour.kw else "",
                "hour": hour.starts,
                "is_over": hour.is_over,
            }

    @property
    def foot(self):
        return self.base + 14

    @property
    def told(self):
        """The chart in words, for who does not see it."""
        over = "，超过容量" if self.load.is_over else ""
        limit = f"容量 {self.load.capacity} kW" if self.load.box.capacity else "容量没有填写"
        return f"{self.load.box.name}：最高 {plain(self.load.peak)} kW，{limit}{over}"
