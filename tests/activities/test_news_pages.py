"""The pages of a text: list, editor, preview, drafts, conflict, reviews, versions."""

import uuid

from django.urls import reverse

from activities.models import NewsDraft, NewsItem
from tests import make, newsroom
from tests.base import PortalTestCase


class NewsPages(PortalTestCase):
    def setUp(self):
        self.qian = newsroom.media_person()
        self.item = newsroom.news_item(college=self.jidian)
        self.sign_in(self.chen)

    def at(self, name, item=None):
        return reverse(name, args=[(item or self.item).pk])

    def typed(self, **overrides):
        item = NewsItem.objects.get(pk=self.item.pk)
        facts = {name: getattr(item, name) for name in ("kind", "title", "summary", "body")}
        sent = {"author_name": item.author_name, "base_version": item.version}
        return facts | sent | overrides

    def reload(self):
        self.item = newsroom.reloaded(self.item)
        return self.item


class Beginning(NewsPages):
    def begin(self, **overrides):
        sent = {"token": uuid.uuid4(), "kind": "news", "title": "工匠进校园"} | overrides
        return self.client.post(reverse("news_new", args=["2025"]), sent)

    def test_leads_into_the_editor_with_the_day_of_its_activity(self):
        theme = self.edition.theme_days.first()
        activity = make.activity(college=self.jidian, theme_day=theme)
        answer = self.begin(activity=activity.pk)
        item = NewsItem.objects.latest("pk")
        self.assertRedirects(answer, item.edit_address)
        self.assertEqual((item.activity, item.theme_day), (activity, theme))

    def test_sent_twice_it_begins_once(self):
        token = uuid.uuid4()
        first, second = self.begin(token=token), self.begin(token=token)
        self.assertEqual((first.url, NewsItem.objects.count()), (second.url, 2))

    def test_without_a_title_it_is_asked_again(self):
        self.assertContains(self.begin(title=" "), "这个字段是必填项", status_code=422)

    def test_about_another_college_s_activity_it_is_refused(self):
        theirs = make.activity(college=self.caijing)
        self.assertEqual(self.begin(activity=theirs.pk).status_code, 422)

    def test_a_token_of_somebody_else_s_text_begins_nothing(self):
        self.sign_in(self.lin)
        with self.assertRaisesMessage(Exception, "token"):
            self.begin(token=self.item.token)


class OnTheActivity(NewsPages):
    def test_its_texts_stand_on_its_page_and_one_begins_there(self):
        activity = make.activity(college=self.jidian)
        item = newsroom.news_item(college=self.jidian, activity=activity)
        page = self.client.get(activity.get_absolute_url())
        self.assertContains(page, item.get_absolute_url())
        address = f"{reverse('news_new', args=['2025'])}?activity={activity.pk}"
        self.assertContains(page, address)
        begun = self.client.get(address)
        self.assertContains(begun, f'<option value="{activity.pk}" selected>')


class Editor(NewsPages):
    def test_saves_and_says_so(self):
        answer = self.client.post(self.at("news_edit"), self.typed(title="焊花"))
        self.assertRedirects(answer, f"{self.item.get_absolute_url()}?saved={self.item.token}")
        self.assertEqual((self.reload().title, self.item.version), ("焊花", 2))

    def test_shows_what_was_typed_again_with_its_fault(self):
        sent = self.typed(title="", body="写了很久的一段")
        answer = self.client.post(self.at("news_edit"), sent)
        self.assertContains(answer, "写了很久的一段", status_code=422)

    def test_two_at_once_are_set_side_by_side_and_nothing_is_lost(self):
        sent = self.typed(title="我的标题")
        newsroom.reloaded(self.item).revise(self.sun, base_version=1)
        theirs = newsroom.reloaded(self.item)
        theirs.title = "同事的标题"
        theirs.revise(self.sun, base_version=1)
        answer = self.client.post(self.at("news_edit"), sent)
        self.assertContains(answer, "我的标题", status_code=409)
        self.assertContains(answer, "同事的标题", status_code=409)
        self.assertEqual(NewsDraft.objects.get().data["title"], ["我的标题"])

    def test_a_draft_comes_back_and_can_be_thrown_away(self):
        self.client.post(self.at("news_draft_save"), self.typed(body="写到一半"))
        self.assertContains(self.client.get(self.at("news_edit")), "写到一半")
        self.client.post(self.at("news_draft_delete"))
        self.assertNotContains(self.client.get(self.at("news_edit")), "写到一半")

    def test_a_draft_of_an_older_version_is_not_kept(self):
        answer = self.client.post(self.at("news_draft_save"), self.typed(base_version=0))
        self.assertContains(answer, "同事已保存过新内容，草稿没有再存。", status_code=422)
        self.assertFalse(NewsDraft.objects.exists())

    def test_saving_ends_the_draft(self):
        self.client.post(self.at("news_draft_save"), self.typed(body="写到一半"))
        self.client.post(self.at("news_edit"), self.typed(title="焊花"))
        self.assertFalse(NewsDraft.objects.exists())

    def test_preview_is_what_will_be_read(self):
        answer = self.client.post(
            self.at("news_preview"), {"body": "**重** <b>x</b> ![图](https://a.cn/1.png)"}
        )
        self.assertContains(answer, "<strong>重</strong> &lt;b&gt;x&lt;/b&gt;")
        self.assertContains(answer, "〔图片“图”现在不能显示〕")

    def test_what_was_handed_in_is_not_opened_for_writing(self):
        newsroom.handed_in(self.item)
        answer = self.client.get(self.at("news_edit"), follow=True)
        self.assertRefused(answer, "已是“待一审”，不能修改。审稿中的可以先撤回。")


class Reviews(NewsPages):
    def post(self, user, name, **sent):
        self.sign_in(user)
        return self.client.post(self.at(name), {"seen": self.reload().round} | sent)

    def test_from_the_first_button_to_the_published_page(self):
        self.assertRedirects(self.post(self.chen, "news_submit"), self.item.get_absolute_url())
        for user, word in [
            (self.sun, "新媒体中心审"),
            (self.qian, "教务处审"),
            (self.zhou, "已发布"),
        ]:
            answer = self.post(user, "news_agree")
            self.assertContains(self.client.get(answer.url), word)
        self.sign_in(self.lin)
        page = self.client.get(self.item.get_absolute_url())
        self.assertContains(page, "审核：周")
        self.assertNotContains(page, "经过")

    def test_a_refused_opinion_stays_in_the_form(self):
        newsroom.handed_in(self.item)
        address = self.item.get_absolute_url()
        self.sign_in(self.sun)
        long = "改" * 301
        sent = {"seen": "1", "reason": long}
        answer = self.client.post(self.at("news_send_back"), sent, headers={"referer": address})
        self.assertRefused(answer, "最多写 300 字")
        self.assertContains(self.client.get(address), long)

    def test_who_wrote_it_is_told_why_there_is_no_button(self):
        make.hat(self.chen, "college_lead", college=self.jidian)
        newsroom.handed_in(self.item)
        self.sign_in(type(self.chen).objects.get(pk=self.chen.pk))
        page = self.client.get(self.item.get_absolute_url())
        self.assertContains(page, "您写过、改过或送审过这篇稿件，不能自己审。")
        self.assertNotContains(page, self.at("news_agree"))

    def test_returned_with_its_reason_in_the_editor_and_compared_afterwards(self):
        newsroom.handed_in(self.item)
        self.post(self.sun, "news_send_back", reason="人数请核实")
        self.sign_in(self.chen)
        self.assertContains(self.client.get(self.at("news_edit")), "人数请核实")
        body = self.item.body.replace("四十名", "五十名")
        self.client.post(self.at("news_edit"), self.typed(body=body))
        self.client.post(self.at("news_submit"))
        page = self.client.get(self.at("news_compare"))
        self.assertContains(page, "<del>四</del><ins>五</ins>")

    def test_taken_down_by_the_office(self):
        newsroom.published(self.item)
        self.post(self.zhou, "news_take_down", reason="照片授权撤回")
        self.assertEqual(self.reload().status, "withdrawn")
        self.sign_in(self.lin)
        self.assertEqual(self.client.get(self.item.get_absolute_url()).status_code, 404)


class Listing(NewsPages):
    def titles(self, user, **query):
        self.sign_in(user)
        page = self.client.get(reverse("news_list", args=["2025"]), query)
        return [item.title for item in page.context["page"]]

    def test_drafts_are_the_unit_s_own_until_asked_for(self):
        for user, titles in [(self.chen, 1), (self.lin, 0), (self.zhou, 0), (self.qian, 0)]:
            with self.subTest(user.name):
                self.assertEqual(len(self.titles(user)), titles)
        self.assertEqual(len(self.titles(self.zhou, state="draft")), 1)
        self.assertEqual(len(self.titles(self.qian, state="draft")), 0)

    def test_what_waits_for_me(self):
        newsroom.handed_in(self.item)
        self.assertEqual(self.titles(self.sun, state="mine"), [self.item.title])
        self.assertEqual(self.titles(self.zhou, state="mine"), [])

    def test_words_kind_and_college(self):
        newsroom.published(self.item)
        for query, found in [
            ({"q": "焊花"}, 1), ({"q": "赵同学"}, 1), ({"q": "机电"}, 1), ({"q": "100%"}, 0),
            ({"kind": "case"}, 0), ({"college": self.caijing.pk}, 0),
        ]:  # fmt: skip
            with self.subTest(query):
                self.assertEqual(len(self.titles(self.lin, **query)), found)

    def test_costs_the_same_whatever_its_length(self):
        def grow():
            for place in range(3):
                newsroom.published(newsroom.news_item(college=self.jidian, title=f"第{place}篇"))

        newsroom.published(newsroom.news_item(college=self.jidian, title="零"))
        for user in (self.chen, self.zhou):
            self.sign_in(user)
            address = reverse("news_list", args=["2025"])
            self.assertCostStaysFlat(address, grow)
            self.assertLessEqual(len(self.queries_of(address)), 12)

    def test_one_text_takes_at_most_twelve(self):
        item = newsroom.published(self.item)
        for user in (self.chen, self.zhou, self.lin):
            self.sign_in(user)
            with self.subTest(user.name):
                self.client.get(item.get_absolute_url())
                self.assertLessEqual(len(self.queries_of(item.get_absolute_url())), 12)
