"""新闻与影像资料 filed: the list of items with their hashes, frozen."""

from io import BytesIO

import python_calamine
from django.urls import reverse

from activities.models import MediaItem, NewsItem
from colleges.models.audit import digest
from colleges.rules import BrokenRule
from reports.models import Filing, Revision
from tests import make, media, newsroom
from tests.base import PortalTestCase, at

SAID = {"caption": "学生体验焊接", "place": "实训楼", "people": "焊接2301班"}


class MediaFilingCase(PortalTestCase):
    now = at("2025-05-20T10:00")

    def setUp(self):
        self.owed = make.collects(self.edition, self.jidian, "media_package")

    def stored(self):
        return Filing.objects.get(pk=self.owed.pk)

    def picture(self, **overrides):
        return media.item(college=self.jidian, status="approved", **SAID | overrides)

    def filed(self):
        return make.filed(self.stored())

    def page(self, user, url=None):
        self.sign_in(user)
        return self.client.get(url or self.owed.get_absolute_url())


class HandOver(MediaFilingCase):
    def refused(self, sentence, **options):
        with self.assertRaisesMessage(BrokenRule, sentence):
            self.stored().hand_over(self.chen, self.now, **options)

    def test_nothing_without_a_word_is_refused(self):
        self.refused("还没有照片、视频和稿件，不能提交。请先上传；确实没有的，写明原因后提交。")
        self.refused("写明原因后提交", nothing="  ")

    def test_nothing_for_a_reason_is_filed_with_it(self):
        self.stored().hand_over(self.chen, self.now, nothing="活动都在线上，没有拍照。")
        revision = make.signed(self.stored())
        self.assertEqual(revision.content["reason"], "活动都在线上，没有拍照。")
        page = self.page(self.chen, revision.get_absolute_url())
        self.assertContains(page, "没有照片、视频和稿件。原因：活动都在线上，没有拍照。")

    def test_the_page_takes_the_reason(self):
        self.assertContains(self.page(self.chen), "确实没有的，写明原因")
        url = reverse("filing_hand_over", args=[self.owed.pk])
        self.client.post(url, {"reason": "没有拍照"})
        self.assertEqual(self.stored().nothing_reason, "没有拍照")

    def test_each_picture_has_caption_place_and_people(self):
        self.picture(people="", place="")
        self.refused("1 个照片、视频没有写全，请在“影像资料”里补上再提交：")
        self.refused("缺地点、人物")

    def test_a_text_needs_none_of_these(self):
        newsroom.published(newsroom.news_item(college=self.jidian))
        self.filed()

    def test_a_draft_of_a_text_is_no_material(self):
        newsroom.news_item(college=self.jidian)
        self.refused("还没有照片、视频和稿件")

    def test_pictures_of_others_are_not_in_it(self):
        media.item(college=self.caijing, status="approved", **SAID)
        self.refused("还没有照片、视频和稿件")


class Frozen(MediaFilingCase):
    def test_the_list_with_names_states_and_hashes(self):
        item = self.picture()
        row = self.filed().full_content()["rows"][0]
        facts = row["id"], row["sha256"], row["state"], row["consent"], row["people"]
        expected = f"media/{item.pk}", item.sha256, "已通过", "不含未成年人", "焊接2301班"
        self.assertEqual(facts, expected)
        self.assertRegex(row["name"], r"^机电学院_.*_001\.\w+$")

    def test_a_text_with_the_hash_of_its_words(self):
        newsroom.published(newsroom.news_item(college=self.jidian))
        (row,), text = self.filed().content["rows"], NewsItem.objects.get()
        self.assertEqual(row["sha256"], digest(text.title, text.summary, text.body))

    def test_people_lie_apart_and_can_be_erased(self):
        self.picture()
        revision = self.filed()
        self.assertNotIn("people", revision.content["rows"][0])
        Revision.objects.update(personal=None)
        erased = Revision.objects.get()
        told = erased.is_untouched(), erased.full_content()["rows"][0]["people"]
        self.assertEqual(told, (True, ""))

    def test_totals(self):
        self.picture()
        newsroom.published(newsroom.news_item(college=self.jidian))
        self.assertEqual(self.filed().content["totals"]["kinds"], {"照片": 1, "新闻稿": 1})

    def test_a_new_caption_and_another_picture_are_told(self):
        item = self.picture()
        self.filed()
        MediaItem.objects.filter(pk=item.pk).update(caption="换了说明")
        self.picture(caption="新的一张")
        changes = self.stored().paper.compare(
            self.stored().revision.full_content(), self.stored().content()
        )
        self.assertEqual([one.word for one in changes], ["修改", "新增"])
        self.assertContains(self.page(self.chen), "换了说明")

    def test_a_review_is_no_change_of_the_colleges(self):
        item = self.picture()
        MediaItem.objects.filter(pk=item.pk).update(status="waiting")
        self.filed()
        MediaItem.objects.filter(pk=item.pk).update(status="approved")
        self.assertFalse(self.stored().has_changes())

    def test_edited_between_preview_and_signature(self):
        item = self.picture()
        self.stored().hand_over(self.chen, self.now)
        seen = self.stored().content_digest()
        MediaItem.objects.filter(pk=item.pk).update(caption="换了说明")
        with self.assertRaisesMessage(BrokenRule, "您打开页面之后内容又有改动"):
            self.stored().sign(self.sun, received_at=self.now, declared=True, seen=seen)


class Pages(MediaFilingCase):
    def test_the_file_lists_what_the_page_lists(self):
        item = self.picture()
        self.filed()
        self.sign_in(self.zhou)
        file = self.client.get(reverse("filing_sheet", args=[self.owed.pk]))
        file = BytesIO(b"".join(file.streaming_content))
        lines = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        row = lines.to_python()[4]
        self.assertEqual((row[0], row[-1]), (1.0, item.sha256))

    def test_in_every_state_for_everybody_concerned(self):
        for step in (lambda: None, self.picture, self.filed, self.picture):
            step()
            for user in (self.chen, self.sun, self.zhou, self.chu):
                with self.subTest(user=user):
                    self.assertEqual(self.page(user).status_code, 200)

    def test_no_query_a_row(self):
        self.picture()
        self.filed()
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(self.owed.get_absolute_url(), self.picture)
