"""The newsroom of the fictitious school: texts at every station, what was pushed, the material."""

import json

from django.utils import timezone

from activities.models import (
    Activity,
    MediaMention,
    NewsItem,
    NewsStep,
    NewsVersion,
    Story,
    ThemeMaterial,
)
from colleges.models import College, User

from .school import DATA

REVIEWERS = ("lead", "media", "office")
# How many of the three reviews have agreed by then.
AGREED = {"first": 0, "second": 1, "third": 2, "published": 3, "withdrawn": 3}


def person(username):
    return User.objects.get(username=username)


def plan_past_newsroom(ago, edition):
    told = json.loads((DATA / "newsroom_2025.json").read_text(encoding="utf-8"))
    for text in told["texts"]:
        Told(edition, text).plan(ago)
    for place, row in enumerate(told["mentions"]):
        ago(6 - place, lambda at, row=row: push(edition, row, at))


def plan_newsroom(ago, edition):
    told = json.loads((DATA / "newsroom.json").read_text(encoding="utf-8"))
    for text in told["texts"]:
        Told(edition, text).plan(ago)
    for place, row in enumerate(told["mentions"]):
        ago(1.9 - place * 0.1, lambda at, row=row: push(edition, row, at))
    ago(90, lambda at: hand_out(edition, told["materials"], at))


class Told:
    """One text of the data file, taken as far as it says, each verb at its own hour."""

    def __init__(self, edition, text):
        self.edition, self.text = edition, text
        self.staff = person(f"college{text['college']}")
        self.item, self.begun = None, timezone.now()

    def plan(self, ago):
        hours, until = self.text["hours"], self.text["until"]
        ago(hours, self.begin)
        if until == "draft":
            return
        ago(hours - 0.4, lambda at: self.stamp(at, lambda: self.item.submit(self.staff)))
        for place in range(AGREED.get(until, 0)):
            ago(hours - 0.8 - place * 0.4, lambda at, place=place: self.agree(at, place))
        if until == "returned":
            ago(hours - 1.2, lambda at: self.stamp(at, self.send_back))
        if until == "withdrawn":
            ago(hours - 3, lambda at: self.stamp(at, self.take_down))

    def begin(self, at):
        text, college = self.text, College.objects.get(code=self.text["college"])
        facts = {name: text[name] for name in ("kind", "title", "summary", "body")}
        activities = Activity.objects.of(self.edition, college)
        activity = activities.filter(title=text["activity"]).select_related("theme_day").first()
        facts |= {"activity": activity, "theme_day": activity and activity.theme_day}
        facts |= {"author_name": text["author"], "created_at": at, "updated_at": at}
        self.item = NewsItem(edition=self.edition, college=college, **facts).begin(self.staff)

    def reviewer(self, place):
        name = REVIEWERS[place]
        return person(f"lead{self.text['college']}" if name == "lead" else name)

    def agree(self, at, place):
        by = self.reviewer(place)
        self.stamp(at, lambda: self.item.agree(by, "", seen="1"))

    def send_back(self):
        self.item.send_back(self.reviewer(0), self.text["opinion"], seen="1")

    def take_down(self):
        self.item.take_down(person("office"), self.text["opinion"])

    def stamp(self, at, verb):
        """Have `verb` happen, and let what it wrote be of the hour at which it is told."""
        self.item = NewsItem.objects.for_page().get(pk=self.item.pk)
        verb()
        own = NewsItem.objects.filter(pk=self.item.pk)
        own.update(held_since=at)
        own.filter(published_at__gte=self.begun).update(published_at=at)
        NewsStep.objects.filter(item=self.item, decided_at__gte=self.begun).update(decided_at=at)
        NewsVersion.objects.filter(item=self.item, made_at__gte=self.begun).update(made_at=at)


def push(edition, row, at):
    """One row of the push ledger, as its college registers it and the media centre looks at it."""
    code = row.get("text") or row["college"]
    college, by, media = College.objects.get(code=code), person(f"college{code}"), person("media")
    news = None
    if "text" in row:
        news = NewsItem.objects.filter(edition=edition, college=college).public().first()
    title = news.title if news else row["title"]
    story = Story.objects.begin(by, edition, college, title=title, news=news)
    day = timezone.localdate(at)
    facts = {"level": row["level"], "outlet": row["outlet"], "url": row["url"], "sent_on": day}
    facts["published_on"] = day if row["published"] else None
    mention = MediaMention.objects.record(story, by, facts)
    if row.get("confirmed"):
        mention.confirm(media)
    if row.get("returned"):
        mention.send_back(media, row["returned"])
    if row.get("dropped"):
        mention.drop(by, row["dropped"])
    own = MediaMention.objects.filter(pk=mention.pk)
    own.update(recorded_at=at)
    own.filter(decided_at__isnull=False).update(decided_at=at)


def hand_out(edition, materials, at):
    """What every theme day is given, in the order of the days."""
    media = person("media")
    themes = edition.theme_days.select_related("edition")
    for theme, texts in zip(themes, materials, strict=True):
        for title, text in texts:
            made = ThemeMaterial.objects.publish(theme, media, title=title, text=text)
            ThemeMaterial.objects.filter(pk=made.pk).update(uploaded_at=at)
