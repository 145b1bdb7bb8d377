"""How many people come, in 人 as expected by the organisers, by day.

大型群众性活动安全管理条例 (国务院令505): an event for the public that expects 1000 needs a licence,
applied for 20 days ahead; schools usually look closer from 500 on (domain.md §7.4).
"""

from dataclasses import dataclass
from datetime import date

from activities.warnings import LARGE_EVENT_VISITORS

CLOSER_LOOK = 500
LICENCE = "达到 1000 人：可能是大型群众性活动，须提前 20 日申请许可"
MANY = "超过 500 人"


@dataclass(frozen=True)
class Crowd:
    """One day: 人次 expected over all activities, None while nobody said a number."""

    day: date
    internal: int | None
    external: int | None

    @property
    def total(self) -> int | None:
        if self.internal is None and self.external is None:
            return None
        return (self.internal or 0) + (self.external or 0)

    @property
    def alarm(self) -> str:
        return alarm(self.total)


def alarm(people: int | None) -> str:
    if people is None or people <= CLOSER_LOOK:
        return ""
    return LICENCE if people >= LARGE_EVENT_VISITORS else MANY


def alarm_of(row: dict) -> tuple[str, ...]:
    people = (row["expected_internal"] or 0) + (row["expected_external"] or 0)
    return (alarm(people),) if alarm(people) else ()
