import uuid
from copy import copy
from datetime import time, timedelta

from django.utils import timezone

from activities.models import Activity, Draft, Requirement
from activities.models.activity import PLAIN_FACTS
from colleges.models import College, Department, User

from ..models import Filing
from .school import DEPARTMENT_PHONES, phone

# Facts that a row of the data file states in the activity's own words.
COPIED = [
    "title",
    "mode",
    "venue",
    "online_link",
    "audiences",
    "open_to_public",
    "expected_internal",
    "expected_external",
    "partners",
    "is_outing",
    "summary",
    "needs",
    "remark",
]


class Week:
    """One organiser in one edition: its rows made into activities, its verbs as planned acts."""

    def __init__(self, edition, story, words, *, organiser, staff, phones):
        self.edition, self.story, self.words = edition, story, words
        self.organiser, self.phones = organiser, phones
        self.staff = User.objects.get(username=staff)

    def rows(self, *kinds):
        """Rows of the data file: "both" editions, or only "past", "current", "draft"."""
        return [row for row in self.story["activities"] if row.get("only", "both") in kinds]

    def enter(self, row):
        def act(instant):
            activity = Activity(**self.facts(row), created_at=instant, updated_at=instant)
            activity.add(self.staff, [self.words["tags"][code] for code in row["tags"]])

        return act

    def facts(self, row):
        """The model's fields of one row, dates counted from the first day of the week."""
        start = self.edition.starts_on + timedelta(days=row["first_day"])
        if row.get("unasked"):  # for who tries it to ask for: never a day that has begun
            start = max(start, timezone.localdate() + timedelta(days=1))
        lasts = row["last_day"] - row["first_day"]
        turn = (self.story["activities"].index(row) + self.edition.year) % 3
        return {name: row[name] for name in COPIED} | {
            "edition": self.edition,
            self.organiser.kind: self.organiser,
            "category": self.words["categories"][row["category"]],
            "theme_day": None if lasts else self.words["days"].get(start),
            "start_date": start,
            "end_date": start + timedelta(days=lasts),
            "start_time": time.fromisoformat(row["start_time"]),
            "end_time": time.fromisoformat(row["end_time"]),
            "leader_name": self.story["teachers"][turn],
            "leader_phone": phone(self.phones, 11 + turn),
        }

    def change(self, title, **facts):
        def act(instant):
            activity = self.activity(title)
            for name, value in facts.items():
                setattr(activity, name, value)
            activity.revise(self.staff, list(activity.tags.all()), base_version=activity.version)
            Activity.objects.filter(pk=activity.pk).update(updated_at=instant)

        return act

    def call_off(self, title, reason):
        return lambda instant: self.activity(title).cancel(self.staff, reason)

    def activity(self, title):
        return Activity.objects.of(self.edition, self.organiser).for_list().get(title=title)

    def draft(self, row, *, empty):
        """Half of a form, typed and left: the fields named in `empty` are still to be filled."""

        def act(instant):
            token = uuid.uuid4()
            data = self.typed(row) | {"token": [str(token)]}
            draft = Draft.objects.keep(
                token=token,
                owner=self.staff,
                edition=self.edition,
                organiser=self.organiser,
                activity=None,
                data={name: values for name, values in data.items() if name not in empty},
            )
            Draft.objects.filter(pk=draft.pk).update(saved_at=instant)

        return act

    def typed(self, row):
        """A row as the browser sends it: lists of strings."""
        facts = self.facts(row)
        plain = {name: facts[name] for name in PLAIN_FACTS if name in facts}
        return {name: as_typed(value) for name, value in plain.items()} | {
            "partners": ["\n".join(facts["partners"])],
            "category": [str(facts["category"].pk)],
            "theme_day": [str(facts["theme_day"].pk) if facts["theme_day"] else ""],
            "tags": [str(self.words["tags"][code].pk) for code in row["tags"]],
        }


class CollegeWeek(Week):
    """A college's, with the road of what it files."""

    kind, nothing = Requirement.Kind.INFO_FORM, ""

    def __init__(self, edition, story, words):
        code = story["code"]
        self.college = College.objects.get(code=code)
        unit = {"organiser": self.college, "staff": f"college{code}", "phones": int(code)}
        super().__init__(edition, story, words, **unit)
        self.lead = User.objects.get(username=f"lead{code}")
        self.office = User.objects.get(username="office")

    def on(self, kind, nothing=""):
        """The same college on the road of another paper."""
        other = copy(self)
        other.kind, other.nothing = kind, nothing
        return other

    @property
    def filing(self):
        return Filing.objects.select_related("edition", "college", "requirement", "revision").get(
            edition=self.edition, college=self.college, requirement__kind=self.kind
        )

    def hand_over(self, instant):
        self.filing.hand_over(self.staff, instant, nothing=self.nothing)

    def sign(self, reason=""):
        def act(instant):
            filing = self.filing
            filing.sign(
                self.lead,
                received_at=instant,
                declared=True,
                seen=filing.content_digest(),
                reason=reason,
            )

        return act

    def send_back(self, reason):
        return lambda instant: self.filing.send_back(
            self.office, instant, reason, seen=self.filing.revision.receipt_no
        )

    def accept(self, instant):
        self.filing.accept(self.office, instant, seen=self.filing.revision.receipt_no)


def as_typed(value):
    if isinstance(value, list):
        return value
    if isinstance(value, time):
        return [f"{value:%H:%M}"]
    return ["" if value is None else str(value)]


def department_week(edition, story):
    """What a department organises; it files nothing."""
    department = Department.objects.get(code=story["code"])
    unit = {"organiser": department, "staff": story["code"], "phones": DEPARTMENT_PHONES}
    return Week(edition, story, words_of(edition), **unit)


def college_weeks(edition, stories):
    """A CollegeWeek for each college, by its code; the edition's words are read once."""
    words = words_of(edition)
    return {story["code"]: CollegeWeek(edition, story, words) for story in stories}


def words_of(edition):
    return {
        "categories": {word.code: word for word in edition.category_set.all()},
        "tags": {word.code: word for word in edition.tag_set.all()},
        "days": edition.theme_day_by_date,
    }
