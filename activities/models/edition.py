import json
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from colleges.dates import day as day_of_year
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, WrongState

from .outing_policy import OutingPolicy
from .requirement import usual_reminders
from .showcase import Showcase

# Editions shipped as data, transcribed from the school's notices.
SHIPPED = Path(__file__).resolve().parent.parent / "data"
SUNDAY = 6


def shipped_edition(code):
    path = SHIPPED / f"edition_{code}.json"
    if not code.isalnum() or not path.exists():
        raise BrokenRule(f"没有随系统附带 {code} 届的数据。现有：{'、'.join(shipped_codes())}。")
    return json.loads(path.read_text(encoding="utf-8"))


def shipped_codes():
    return sorted(path.stem.removeprefix("edition_") for path in SHIPPED.glob("edition_*.json"))


class EditionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What is still being prepared, 教务处 and administrators alone see."""
        if user.is_office or user.is_administrator:
            return self
        return self.opened()

    def opened(self):
        return self.filter(opened_at__isnull=False)

    def current(self):
        """The edition people land on: of the open ones, the one whose week begins last."""
        prepared = self.alias(prepared=Q(opened_at__isnull=True))
        return prepared.order_by("prepared", "-starts_on").first()

    @transaction.atomic
    def load(self, shipped, *, starts_on=None, code="", by=None, prepared=False):
        """Create an edition from shipped data, every date moved with the first day of its week.

        `code` is the year unless a year needs a second edition. It is open at once, unless
        it is to be `prepared` first.
        """
        data = shipped_edition(str(shipped))
        original = date.fromisoformat(data["starts_on"])
        starts_on = starts_on or original
        code = self.free_code(starts_on, code)
        facts = edition_facts(data, starts_on, code)
        edition = self.create(**facts, opened_at=None if prepared else timezone.now())
        edition.fill(data, starts_on - original)
        AuditEntry.objects.record(by, "建立届次", edition)
        return edition

    def free_code(self, starts_on, code=""):
        """The code a new edition gets; a sentence if its week cannot begin then."""
        if starts_on.weekday() != SUNDAY:
            raise BrokenRule(f"活动周从星期日开始，{starts_on:%Y-%m-%d} 不是星期日。请另选一天。")
        code = code or str(starts_on.year)
        if self.filter(code=code).exists():
            raise BrokenRule(f"{code} 届已经存在，不能再建一次。")
        return code

    @transaction.atomic
    def copy(self, original, *, starts_on, by):
        """Next year's from this year's, the office's changes included; files stay behind."""
        code = self.free_code(starts_on)
        data = original.as_data()
        edition = self.create(**edition_facts(data, starts_on, code))
        edition.fill(data, starts_on - original.starts_on)
        AuditEntry.objects.record(by, "建立届次", edition, note=f"复制自{original}")
        return edition


def edition_facts(data, starts_on, code):
    shift = starts_on - date.fromisoformat(data["starts_on"])
    year = str(starts_on.year)
    return {
        "code": code,
        "year": starts_on.year,
        "title": data["title"].replace(str(data["year"]), year),
        "theme": data["theme"],
        "starts_on": starts_on,
        "ends_on": date.fromisoformat(data["ends_on"]) + shift,
        "showcase_on": date.fromisoformat(data["showcase_on"]) + shift,
        "showcase_from": time.fromisoformat(data["showcase_from"]),
        "showcase_until": time.fromisoformat(data["showcase_until"]),
        "showcase_place": data["showcase_place"],
        "award_count": data["award_count"],
        "declaration": data["declaration"],
        "contact": data["contact"],
        "leading_group": data["leading_group"].replace(str(data["year"]), year),
    }


# Copied as they stand; dates, times and what hangs on the edition are copied in their own way.
PLAIN = ("year", "title", "theme", "showcase_place", "award_count", "declaration", "contact")
PLAIN += ("leading_group",)
DATES = ("starts_on", "ends_on", "showcase_on", "showcase_from", "showcase_until")


class Edition(models.Model):
    """届: one year's week. What the notice fixes is data here, not code."""

    code = models.SlugField("届", max_length=12, unique=True)
    year = models.PositiveSmallIntegerField("年份")
    title = models.CharField("名称", max_length=60)
    theme = models.CharField("活动主题", max_length=60)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    showcase_on = models.DateField("集中展示日")
    showcase_from = models.TimeField("展示开始")
    showcase_until = models.TimeField("展示结束")
    showcase_place = models.CharField("展示地点", max_length=60)
    award_count = models.PositiveSmallIntegerField("优秀组织奖名额")
    declaration = models.TextField("签发声明", max_length=1000)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    leading_group = models.TextField("工作领导小组", max_length=1000, blank=True)
    # NULL while it is being prepared.
    opened_at = models.DateTimeField("开放时间", null=True)
    # Counts saves of the settings; claiming it puts two savers in order.
    version = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "届"
        constraints = [
            models.CheckConstraint(
                name="edition_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("week", args=[self.code])

    @cached_property
    def dates(self):
        """The days of the week, first to last."""
        count = (self.ends_on - self.starts_on).days + 1
        return [self.starts_on + timedelta(days=n) for n in range(count)]

    @cached_property
    def theme_day_by_date(self):
        """Each with `material_count`: how many 素材 are handed out for it."""
        days = self.theme_days.annotate(material_count=models.Count("materials"))
        return {day.date: day for day in days}

    def day_from_text(self, text):
        """An ISO date from an address, or None."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

    @property
    def span(self):
        return f"{day_of_year(self.starts_on)}至{day_of_year(self.ends_on)}"

    def touches(self, first, last):
        """Does a span from `first` to `last` reach into the week at all?"""
        return first <= self.ends_on and last >= self.starts_on

    def contains(self, day):
        return self.starts_on <= day <= self.ends_on

    @property
    def showcase_opens_at(self):
        return instant(self.showcase_on, self.showcase_from)

    @property
    def showcase_closes_at(self):
        return instant(self.showcase_on, self.showcase_until)

    def is_showcase_day(self, at):
        return timezone.localdate(at) == self.showcase_on

    @property
    def is_open(self):
        return self.opened_at is not None

    def fill(self, data, shift):
        """What hangs on an edition, from shipped or copied `data`; instants move by `shift`."""
        self.add_days(data["theme_days"])
        self.add_words(Category, data["categories"])
        self.add_words(Tag, data["tags"])
        for requirement in data["requirements"]:
            self.add_requirement(requirement, shift, data["year"])
        for place, line in enumerate(data["duties"], start=1):
            self.duties.create(position=place, **line)
        OutingPolicy.objects.start(self, data.get("outings"))
        Showcase.objects.start(self, data.get("showcase"))

    def as_data(self):
        """This edition in the shape of the shipped ones."""
        themes = self.theme_day_by_date
        return {
            **{name: getattr(self, name) for name in PLAIN},
            **{name: getattr(self, name).isoformat() for name in DATES},
            "theme_days": [themes[day].name if day in themes else "" for day in self.dates],
            "categories": list(self.category_set.values("code", "name", "in_use")),
            "tags": list(self.tag_set.values("code", "name", "group", "in_use")),
            "duties": list(self.duties.values("department", "duty", "person_title")),
            "requirements": [one.as_data() for one in self.requirements.all()],
            "outings": self.outing_policy.as_data(),
            "showcase": self.showcase.as_data(),
        }

    @transaction.atomic
    def open(self, by, at):
        """From now on everybody sees it. What blocks that, `preparing` knows."""
        if not Edition.objects.filter(pk=self.pk, opened_at=None).update(opened_at=at):
            raise WrongState(f"{self}已经开放，不用再开一次。请刷新页面。")
        self.opened_at = at
        AuditEntry.objects.record(by, "开放届次", self)

    def add_days(self, names):
        """One theme a day, in order; a day without a name stays without a theme."""
        ThemeDay.objects.bulk_create(
            ThemeDay(edition=self, date=day, name=name)
            for day, name in zip(self.dates, names, strict=True)
            if name
        )

    def add_words(self, model, words):
        model.objects.bulk_create(
            model(edition=self, position=n, **word) for n, word in enumerate(words, start=1)
        )

    def add_requirement(self, data, shift, year):
        """`data`: kind, title, annex, due_at and closes_at as local ISO times, in_portal."""
        instants = {
            name: timezone.make_aware(datetime.fromisoformat(data[name]) + shift)
            for name in ("due_at", "closes_at")
        }
        words = {name: data[name] for name in ("kind", "title", "annex", "in_portal")}
        words["title"] = words["title"].replace(str(year), str(self.year))
        words["reminder_offsets"] = data.get("reminder_offsets", usual_reminders())
        return self.requirements.create(**words, **instants)


def instant(day, clock):
    """When the clocks of the school show that."""
    return timezone.make_aware(datetime.combine(day, clock))


class ThemeDay(models.Model):
    """One of the 七天主题活动日 (notice 四(二))."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="theme_days")
    date = models.DateField("日期")
    name = models.CharField("主题", max_length=30)

    class Meta:
        ordering = ["date"]
        verbose_name = "主题活动日"
        constraints = [
            models.UniqueConstraint(fields=["edition", "date"], name="one_theme_per_day")
        ]

    def __str__(self):
        return self.name


class Word(models.Model):
    """A closed set that belongs to an edition; rules know a word by its code."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="%(class)s_set")
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("排序")
    in_use = models.BooleanField("使用中", default=True)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="one_%(class)s_per_code")
        ]

    def __str__(self):
        return self.name


class Category(Word):
    """活动类别: exactly one an activity (domain.md §1.1, from the notice's list)."""

    # Codes that rules speak of.
    EXHIBITION = "exhibition"
    CRAFTSMAN = "alumni_return_craftsman"
    OFF_CAMPUS = ("alumni_visit", "social_service", "into_community", "into_village")

    class Meta(Word.Meta):
        abstract = False
        verbose_name = "活动类别"


class Tag(Word):
    """四开放、两走进、三贴近、新技术: any number an activity; counting by tag never adds up."""

    group = models.CharField("组", max_length=12)

    class Meta(Word.Meta):
        abstract = False
        verbose_name = "标签"
