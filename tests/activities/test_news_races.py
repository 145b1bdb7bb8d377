"""Two people on one text or one report at the same moment, on the database itself."""

import uuid

import pytest

from activities.models import MediaMention, NewsItem, Story
from activities.newsroom.counting import added_up
from colleges.models import Role, User
from tests import make, newsroom
from tests.activities.test_outing_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(user):
    return User.objects.get(pk=user.pk)


def test_of_two_first_reviewers_one_decides(cast):
    other = make.person("韩", Role.COLLEGE_LEAD, college=cast.jidian)
    item = newsroom.handed_in(newsroom.news_item(college=cast.jidian))
    mine, theirs = newsroom.reloaded(item), newsroom.reloaded(item)
    refused = at_once(
        lambda: mine.agree(fresh(cast.sun), seen="1"),
        lambda: theirs.send_back(fresh(other), "再核实", seen="1"),
    )
    assert len(refused) == 1
    item = newsroom.reloaded(item)
    decided = [step.decision for step in item.steps.all()]
    assert (item.status, decided) in [("second", ["agreed"]), ("returned", ["returned"])]


def test_one_is_handed_in_and_changed_at_once(cast):
    item = newsroom.news_item(college=cast.jidian)
    newsroom.media_person()
    mine, theirs = newsroom.reloaded(item), newsroom.reloaded(item)
    theirs.title = "改了标题"
    at_once(
        lambda: mine.submit(fresh(cast.chen)),
        lambda: theirs.revise(fresh(cast.sun), base_version=1),
    )
    item = newsroom.reloaded(item)
    for version in item.versions.all():
        assert version.facts["title"] == item.title


def test_one_form_sent_twice_begins_one_text(cast):
    token = uuid.uuid4()
    refused = at_once(
        lambda: newsroom.news_item(college=cast.jidian, token=token),
        lambda: newsroom.news_item(college=cast.jidian, token=token),
    )
    assert refused == [] and NewsItem.objects.count() == 1


def test_one_address_is_confirmed_for_one_of_two_colleges(cast):
    qian = newsroom.media_person()
    url = "https://news.example/x"
    mine = newsroom.mention(newsroom.story(college=cast.jidian), url=url)
    theirs = newsroom.mention(newsroom.story(college=cast.caijing), url=url)
    refused = at_once(lambda: mine.confirm(fresh(qian)), lambda: theirs.confirm(fresh(cast.zhou)))
    assert len(refused) == 1 and "一篇报道只计一次" in refused[0]
    assert added_up(MediaMention.objects.counted(cast.edition))["city"] == 1


def test_two_who_begin_one_story_share_it(cast):
    begin = Story.objects.begin
    facts = {"title": "焊花里的职业梦"}
    refused = at_once(
        lambda: begin(fresh(cast.chen), cast.edition, cast.jidian, **facts),
        lambda: begin(fresh(cast.sun), cast.edition, cast.jidian, **facts),
    )
    assert refused == [] and Story.objects.count() == 1
