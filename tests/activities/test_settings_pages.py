from datetime import date, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from activities.forms.edition import CategoriesPage
from activities.models import Edition, EditionDocument, ThemeDay
from colleges.files import stored
from colleges.models import AuditEntry
from tests import make
from tests.base import PortalTestCase


class SettingsTest(PortalTestCase):
    def setUp(self):
        self.sign_in(self.zhou)

    def address(self, name):
        return reverse(name, args=["2025"])

    def sent(self, name):
        """What a browser sends back untouched."""
        page = self.client.get(self.address(name)).context
        sent = {"seen": page["seen"]}
        for form in page["page"].forms:
            for field in form:
                value = field.value()
                if value not in (None, False, ""):
                    sent[field.html_name] = "on" if value is True else str(value)
        return sent

    def save(self, name, **changes):
        return self.client.post(self.address(name), self.sent(name) | changes)

    def assertSaved(self, answer):
        self.assertRedirects(answer, self.address("edition_settings"))

    def fresh(self):
        return Edition.objects.get(code="2025")


class Basics(SettingsTest):
    def test_untouched_it_saves_and_records_nothing(self):
        before = AuditEntry.objects.count()
        self.assertSaved(self.save("edition_basics"))
        self.assertEqual(AuditEntry.objects.count(), before)

    def test_a_change_is_saved_and_recorded(self):
        self.assertSaved(self.save("edition_basics", theme="技能成才"))
        self.assertEqual(self.fresh().theme, "技能成才")
        entry = AuditEntry.objects.about(self.edition).first()
        self.assertEqual(entry.payload["before"], {"活动主题": "一技在手，一生无忧"})
        self.assertEqual(entry.payload["after"], {"活动主题": "技能成才"})

    def test_theme_days_follow_the_week(self):
        for first in (date(2025, 5, 12), date(2025, 5, 4), date(2025, 5, 18)):
            last = first + timedelta(days=6)
            with self.subTest(first):
                self.assertSaved(
                    self.save("edition_basics", starts_on=first, ends_on=last, showcase_on=last)
                )
                dates = [day.date for day in self.fresh().theme_days.all()]
                self.assertEqual(dates, self.fresh().dates)

    def test_a_shorter_week_keeps_themes_that_are_chosen(self):
        last = self.edition.theme_days.last()
        make.activity(college=self.jidian, theme_day=last)
        answer = self.save("edition_basics", ends_on="2025-05-16")
        self.assertContains(answer, "但有 1 项活动选了它", status_code=422)

    def test_a_shorter_week_drops_the_others(self):
        self.assertSaved(self.save("edition_basics", ends_on="2025-05-16"))
        self.assertEqual(self.fresh().theme_days.count(), 6)

    def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(self):
        for changes, sentence in [
            ({"ends_on": "2025-05-10"}, "结束日期不能早于开始日期"),
            ({"ends_on": "2025-06-10"}, "最多 14 天，现在是 31 天"),
            ({"starts_on": "Mai"}, "日期不对"),
            ({"showcase_on": "2025-07-01"}, "集中展示日要在"),
            ({"showcase_until": "09:00"}, "展示结束要晚于展示开始"),
            ({"award_count": "vier"}, "请填整数"),
            ({"title": ""}, "请填写名称"),
            ({"contact": "教务处 138 0000 0001"}, "请去掉电话号码和邮箱"),
        ]:
            with self.subTest(sentence):
                answer = self.save("edition_basics", theme="没有丢的字", **changes)
                self.assertContains(answer, sentence, status_code=422)
                self.assertContains(answer, "没有丢的字", status_code=422)
        self.assertEqual(self.fresh().theme, "一技在手，一生无忧")

    def test_a_date_is_shown_by_one_of_the_edition(self):
        Edition.objects.copy(self.edition, starts_on=date(2026, 5, 10), by=self.zhou)
        address = reverse("edition_basics", args=["2026"])
        answer = self.client.post(address, {"starts_on": "Mai"})
        self.assertContains(answer, "日期不对，请写成 2026-05-10。", status_code=422)

    def test_a_year_far_away_is_told_at_the_field(self):
        days = {"starts_on": "9999-12-25", "ends_on": "9999-12-31", "showcase_on": "0001-01-01"}
        for name, value in days.items():
            with self.subTest(name):
                answer = self.save("edition_basics", **{name: value})
                self.assertContains(answer, "年份离本届太远", status_code=422)

    def test_the_slower_of_two_reads_both_versions(self):
        mine = self.sent("edition_basics")
        self.save("edition_basics", theme="同事的主题")
        answer = self.client.post(self.address("edition_basics"), mine | {"theme": "我的主题"})
        self.assertContains(answer, "同事的主题", status_code=409)
        self.assertContains(answer, "我的主题", status_code=409)
        again = dict(answer.context["fields"])
        self.assertSaved(self.client.post(self.address("edition_basics"), again))
        self.assertEqual(self.fresh().theme, "我的主题")

    def test_another_page_saved_meanwhile_is_no_conflict(self):
        mine = self.sent("edition_basics")
        self.save("edition_days", **{"20250511-name_of_day": "新的主题"})
        answer = self.client.post(self.address("edition_basics"), mine | {"theme": "我的主题"})
        self.assertSaved(answer)


class Days(SettingsTest):
    def test_a_theme_is_renamed_for_its_activities_too(self):
        day = self.edition.theme_days.first()
        self.assertSaved(self.save("edition_days", **{"20250511-name_of_day": "研讨"}))
        self.assertEqual(ThemeDay.objects.get(pk=day.pk).name, "研讨")

    def test_a_theme_that_is_chosen_is_not_emptied(self):
        make.activity(college=self.jidian, theme_day=self.edition.theme_days.first())
        answer = self.save("edition_days", **{"20250511-name_of_day": ""})
        self.assertContains(answer, "有 1 项活动选了", status_code=422)

    def test_an_unused_one_may_be(self):
        self.assertSaved(self.save("edition_days", **{"20250511-name_of_day": ""}))
        self.assertEqual(self.fresh().theme_days.count(), 6)


class Words(SettingsTest):
    def test_own_kinds_get_codes_and_order(self):
        sent = {"new1-name_of_word": "研学", "new1-position": "1", "new1-in_use": "on"}
        self.assertSaved(self.save("edition_categories", **sent))
        made = self.edition.category_set.get(name="研学")
        self.assertEqual((made.code, made.in_use), ("own1", True))
        self.assertLessEqual(made.position, 2)

    def test_renamed_and_retired(self):
        one = make.category("publicity")
        name = f"w{one.pk}"
        sent = self.sent("edition_categories") | {f"{name}-name_of_word": "宣传报道"}
        sent.pop(f"{name}-in_use")
        self.assertSaved(self.client.post(self.address("edition_categories"), sent))
        one.refresh_from_db()
        self.assertEqual((one.name, one.in_use, one.code), ("宣传报道", False, "publicity"))

    def test_a_kind_in_use_cannot_be_removed(self):
        make.activity(college=self.jidian)
        one = make.category("campus_open")
        answer = self.save("edition_categories", **{f"w{one.pk}-remove": "on"})
        self.assertContains(answer, "已有 1 项活动在用，不能删除", status_code=422)

    def test_an_unused_one_is_removed(self):
        one = make.category("publicity")
        self.assertSaved(self.save("edition_categories", **{f"w{one.pk}-remove": "on"}))
        self.assertFalse(self.edition.category_set.filter(code="publicity").exists())

    def test_a_row_added_by_a_colleague_meanwhile_is_kept(self):
        mine = self.sent("edition_categories") | {"new1-name_of_word": "我的"}
        self.save("edition_categories", **{"new1-name_of_word": "同事的", "new1-in_use": "on"})
        answer = self.client.post(self.address("edition_categories"), mine)
        self.assertContains(answer, "同事的", status_code=409)
        again = dict(answer.context["fields"])
        self.assertSaved(self.client.post(self.address("edition_categories"), again))
        names = self.edition.category_set.values_list("name", flat=True)
        self.assertTrue({"我的", "同事的"} <= set(names))

    def test_one_that_is_chosen_while_it_is_removed_stays(self):
        one = make.category("publicity")
        sent = QueryDict(mutable=True)
        sent.update(self.sent("edition_categories") | {f"w{one.pk}-remove": "on"})
        page = CategoriesPage(self.edition, sent)
        self.assertTrue(page.is_valid())
        make.activity(college=self.jidian, category=one)
        with self.assertRaises(ProtectedError), transaction.atomic():
            page.save(self.zhou)
        self.assertTrue(self.edition.category_set.filter(pk=one.pk).exists())

    def test_names_are_not_doubled_and_one_kind_stays_in_use(self):
        one = make.category("publicity")
        answer = self.save("edition_categories", **{f"w{one.pk}-name_of_word": "其他"})
        self.assertContains(answer, "“其他”重复", status_code=422)
        sent = self.sent("edition_categories")
        sent = {name: value for name, value in sent.items() if not name.endswith("in_use")}
        answer = self.client.post(self.address("edition_categories"), sent)
        self.assertContains(answer, "至少要有一个类别在用", status_code=422)

    def test_tags_have_a_group(self):
        sent = {"new1-name_of_word": "贴近市场", "new1-group": "三贴近"}
        self.assertSaved(self.save("edition_tags", **sent))
        self.assertEqual(self.edition.tag_set.get(code="own1").group, "三贴近")

    def test_an_activity_keeps_its_retired_kind(self):
        one = make.activity(college=self.jidian)
        self.edition.category_set.filter(code="campus_open").update(in_use=False)
        self.sign_in(self.chen)
        page = self.client.get(one.edit_address)
        self.assertIn(one.category, page.context["form"].fields["category"].queryset)


class Duties(SettingsTest):
    def test_the_notices_table_is_shipped(self):
        rows = self.edition.duties.values_list("department", "person_title")
        self.assertEqual(len(rows), 7)
        self.assertIn(("保卫处", "〔负责人〕"), rows)

    def test_a_line_is_added_changed_and_removed(self):
        first, second = self.edition.duties.all()[:2]
        self.assertSaved(
            self.save(
                "edition_duties",
                leading_group="组长：院长",
                **{
                    f"d{first.pk}-duty": "牵头",
                    f"d{second.pk}-remove": "on",
                    "new1-department": "宣传部",
                    "new1-duty": "宣传",
                },
            )
        )
        self.assertEqual(self.fresh().leading_group, "组长：院长")
        duties = dict(self.edition.duties.values_list("department", "duty"))
        self.assertEqual((duties["教务处"], duties["宣传部"]), ("牵头", "宣传"))
        self.assertNotIn("二级学院", duties)

    def test_half_a_line_is_told_at_the_field(self):
        answer = self.save("edition_duties", **{"new1-department": "宣传部"})
        self.assertContains(answer, "请填写职责。", status_code=422)


class Documents(SettingsTest):
    def upload(self, content=b"%PDF-1.4 %%EOF", name="通知.pdf", kind="notice", title=""):
        sent = {"kind": kind, "title": title, "file": SimpleUploadedFile(name, content)}
        return self.client.post(self.address("edition_documents"), sent)

    def test_two_files_of_one_name_are_told_apart_by_their_titles(self):
        for title in ("活动周通知", "附件1 填写说明"):
            self.upload(name="x.pdf", title=title)
        for page in ("edition_about", "edition_documents", "edition_settings"):
            with self.subTest(page):
                answer = self.client.get(self.address(page))
                for text in ("活动周通知</a>", "附件1 填写说明</a>", "x.pdf", "14\xa0字节"):
                    self.assertContains(answer, text)

    def test_without_a_title_the_file_name_stands_for_it(self):
        self.upload(name="x.pdf")
        self.assertContains(self.client.get(self.address("edition_about")), "x.pdf</a>")

    def test_a_title_too_long_is_told_at_the_field(self):
        answer = self.upload(title="长" * 61)
        self.assertContains(answer, 'href="#id_title"', status_code=422)

    def test_uploaded_it_is_everybodys_as_an_attachment(self):
        self.assertRedirects(self.upload(), self.address("edition_documents"))
        document = EditionDocument.objects.get()
        for user in (self.chen, self.jiang, self.feng):
            self.sign_in(user)
            answer = self.client.get(document.get_absolute_url())
            self.assertEqual(b"".join(answer.streaming_content), b"%PDF-1.4 %%EOF")
            self.assertIn("attachment", answer["Content-Disposition"])
            self.assertIn("sandbox", answer["Content-Security-Policy"])

    def test_strangers_take_what_the_office_opened_and_nothing_else(self):
        self.upload()
        document = EditionDocument.objects.get()
        address = reverse("public_document", args=[self.edition.code, document.pk])
        stranger = Client()
        self.assertEqual(stranger.get(address).status_code, 404)
        self.client.post(reverse("document_publish", args=[document.pk]))
        answer = stranger.get(address)
        self.assertEqual(b"".join(answer.streaming_content), b"%PDF-1.4 %%EOF")
        self.assertFalse(answer.cookies)
        self.client.post(reverse("document_unpublish", args=[document.pk]))
        self.assertEqual(stranger.get(address).status_code, 404)

    def test_opened_twice_it_is_written_down_once(self):
        self.upload()
        document = EditionDocument.objects.get()
        for _ in range(2):
            self.client.post(reverse("document_publish", args=[document.pk]))
        self.assertEqual(AuditEntry.objects.filter(verb="公开文件").count(), 1)

    def test_the_public_page_lists_what_is_open(self):
        self.upload(title="活动周通知")
        about = reverse("public_about", args=[self.edition.code])
        self.assertNotContains(Client().get(about), "活动周通知")
        self.client.post(reverse("document_publish", args=[EditionDocument.objects.get().pk]))
        self.assertContains(Client().get(about), "活动周通知")

    def test_its_name_in_store_is_not_the_typed_one(self):
        self.upload(name="../../通知.pdf")
        document = EditionDocument.objects.get()
        self.assertEqual(document.name, "通知.pdf")
        self.assertTrue(stored(document.key).exists())

    def test_a_long_chinese_name_is_kept(self):
        name = "通" * 200 + ".pdf"
        self.upload(name=name)
        self.assertEqual(EditionDocument.objects.get().name, name)

    def test_what_it_is_not_is_told_at_the_field(self):
        for content, name, sentence in [
            (b"MZ", "a.pdf", "文件内容不是 PDF"),
            (b"", "a.pdf", "文件是空的"),
            (b"<svg/>", "a.svg", "不收“.svg”"),
        ]:
            with self.subTest(sentence):
                self.assertContains(self.upload(content, name), sentence, status_code=422)
        self.assertFalse(EditionDocument.objects.exists())

    def test_refused_for_its_kind_it_leaves_no_copy(self):
        before = set(settings.TEMP_DIR.iterdir())
        self.assertEqual(self.upload(kind="nonsense").status_code, 422)
        self.assertEqual(set(settings.TEMP_DIR.iterdir()), before)

    def test_without_a_file_it_says_so(self):
        answer = self.client.post(self.address("edition_documents"), {"kind": "notice"})
        self.assertContains(answer, "请选择文件", status_code=422)

    def test_five_megabytes_come_in_here_and_nowhere_else(self):
        content = b"%PDF-1.4" + b"x" * 5_000_000 + b"%%EOF"
        self.assertEqual(self.upload(content).status_code, 302)
        file = SimpleUploadedFile("a.pdf", content)
        answer = self.client.post(self.address("edition_basics"), {"file": file})
        self.assertEqual(answer.status_code, 413)

    def test_more_than_the_largest_is_refused_unread(self):
        self.assertEqual(self.upload(b"x" * 22_500_000).status_code, 413)

    def test_deleted_it_is_gone_from_store(self):
        document = make.document(edition=self.edition, by=self.zhou)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(reverse("document_delete", args=[document.pk]))
        self.assertFalse(stored(document.key).exists())
        self.assertEqual(self.client.get(document.get_absolute_url()).status_code, 404)

    def test_of_an_edition_being_prepared_it_is_not_there(self):
        document = make.document(edition=self.edition, by=self.zhou)
        Edition.objects.update(opened_at=None)
        self.sign_in(self.chen)
        self.assertEqual(self.client.get(document.get_absolute_url()).status_code, 404)


class About(SettingsTest):
    def test_everybody_reads_duties_dates_and_downloads(self):
        make.document(edition=self.edition, by=self.zhou, name="海报.pdf")
        self.sign_in(self.jiang)
        answer = self.client.get(self.address("edition_about"))
        for text in (
            "海报.pdf",
            "职教周期间各项活动安全保障工作",
            "东区科技广场",
            "组长：〔院长〕",
        ):
            self.assertContains(answer, text)


class Cost(SettingsTest):
    def more(self):
        for n in range(3):
            make.document(edition=self.edition, by=self.zhou, name=f"{n}.pdf")
            self.edition.duties.create(department=f"部门{n}", duty="协助", position=20 + n)
            self.edition.tag_set.create(code=f"own{n}", name=f"标签{n}", group="其他", position=50)
            self.edition.category_set.create(code=f"own{n}", name=f"类别{n}", position=50)

    def test_no_page_asks_once_per_row(self):
        names = ("settings", "about", "categories", "tags", "duties", "documents")
        for name in names:
            with self.subTest(name):
                address = self.address(f"edition_{name}")
                self.assertCostStaysFlat(address, self.more)
                self.edition.duties.filter(position__gte=20).delete()
                self.edition.tag_set.filter(code__startswith="own").delete()
                self.edition.category_set.filter(code__startswith="own").delete()
