"""Writing, editing, copying, cancelling an activity in the browser."""

from datetime import date

from django.urls import reverse

from activities.models import Activity, Draft
from colleges.models import AuditEntry, Role
from tests import make
from tests.base import PortalTestCase


class ActivityCase(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)
        self.new = reverse("activity_new", args=["2025"])

    def address(self, verb, activity):
        return reverse(f"activity_{verb}", args=[activity.pk])

    def post(self, url, **overrides):
        """As the form of `url` sends it, from the page it stands on."""
        return self.client.post(
            url, make.typed(self.edition, **overrides), headers={"Referer": url}
        )

    def edited(self, activity, **overrides):
        known = {"token": str(activity.token), "base_version": activity.version}
        where = {"college": activity.college_id, "edition": "2025", "activity": activity.pk}
        return self.post(self.address("edit", activity), **where | known | overrides)

    def page(self, url):
        return self.client.get(url).content.decode()


class ActivityNew(ActivityCase):
    def test_saved_it_stands_in_the_week(self):
        response = self.post(self.new, title="焊接开放日", expected_internal="４０")
        one = Activity.objects.get()
        week = f"{reverse('week', args=['2025'])}?college={self.jidian.pk}&saved={one.token}"
        self.assertRedirects(response, week)
        self.assertEqual((one.title, one.expected_internal), ("焊接开放日", 40))
        self.assertEqual((one.college, one.created_by), (self.jidian, self.chen))

    def test_saving_is_said_and_written_down(self):
        response = self.client.post(self.new, make.typed(), follow=True)
        self.assertContains(response, "已保存“焊接体验课”。")
        entry = AuditEntry.objects.about(Activity.objects.get()).get()
        self.assertEqual((entry.verb, entry.actor_name), ("新增", "陈"))

    def test_a_warning_does_not_block(self):
        response = self.client.post(self.new, make.typed(start_date="2025-06-01"), follow=True)
        self.assertContains(response, "提醒（不影响保存）：周外活动：日期不在活动周")
        self.assertEqual(Activity.objects.count(), 1)

    def test_a_refused_form_keeps_everything_typed(self):
        typed = {"title": "<script>alert(1)</script>", "venue": "=1+1", "remark": "留着"}
        response = self.post(self.new, expected_internal="很多", leader_phone="123", **typed)
        self.assertEqual(response.status_code, 422)
        form = response.context["form"]
        self.assertEqual({name: form[name].value() for name in typed}, typed)
        self.assertEqual(form["expected_internal"].value(), "很多")
        self.assertEqual(form["audiences"].value(), ["pupils", "public"])
        self.assertFalse(Activity.objects.exists())

    def test_errors_stand_at_the_field_and_in_the_summary(self):
        html = self.post(self.new, leader_phone="123", title="").content.decode()
        self.assertIn("有 2 处需要修改，您填写的都还在", html)
        self.assertIn('<a href="#id_title">活动名称：请填写活动名称。</a>', html)
        self.assertEqual(html.count("请填写 11 位手机号，或带区号的座机号"), 2)

    def test_a_choice_without_its_tick_names_the_error_once_more_at_the_chips(self):
        html = self.post(self.new, audiences=None).content.decode()
        self.assertInHTML(
            '<p class="chips-error" id="id_audiences_error">请选择面向对象。</p>', html
        )

    def test_markup_is_escaped_when_the_form_comes_back(self):
        html = self.post(self.new, title="<script>x", leader_phone="1").content.decode()
        self.assertIn('value="&lt;script&gt;x"', html)
        self.assertNotIn("<script>x", html)

    def test_the_same_form_sent_twice_saves_once_and_lands_on_the_same_page(self):
        sent = make.typed()
        first, second = (self.client.post(self.new, sent) for _ in range(2))
        self.assertEqual((first.status_code, first.url), (302, second.url))
        self.assertEqual(Activity.objects.count(), 1)
        self.assertEqual(AuditEntry.objects.filter(verb="新增").count(), 1)

    def test_sent_again_with_other_words_it_is_compared_and_not_lost(self):
        sent = make.typed()
        self.client.post(self.new, sent)
        response = self.client.post(self.new, sent | {"title": "改了名字"})
        self.assertContains(response, "改了名字", status_code=409)
        self.assertEqual(Activity.objects.get().title, "焊接体验课")

    def test_a_twin_of_the_day_is_refused_at_its_title(self):
        self.post(self.new)
        response = self.post(self.new)
        self.assertContains(response, "当天已有同名活动", status_code=422)

    def test_opened_from_a_day_it_knows_day_and_theme(self):
        form = self.client.get(f"{self.new}?date=2025-05-14").context["form"]
        theme = self.edition.theme_day_by_date[date(2025, 5, 14)]
        self.assertEqual(form["start_date"].value(), date(2025, 5, 14))
        self.assertEqual(form["theme_day"].value(), theme.pk)

    def test_nonsense_in_the_address_is_no_error(self):
        for query in ["date=明天", "date=2025-02-30", "date=", "x=1"]:
            with self.subTest(query=query):
                self.assertEqual(self.client.get(f"{self.new}?{query}").status_code, 200)

    def test_a_college_that_is_no_number_is_not_found(self):
        for text in ["²", "x", "99999999999999999999", "-1"]:
            with self.subTest(text=text):
                self.assertEqual(self.client.get(f"{self.new}?college={text}").status_code, 404)

    def test_words_of_earlier_entries_are_offered(self):
        make.activity(college=self.jidian, venue="东区科技广场")
        make.activity(college=self.caijing, venue="财经楼")
        html = self.page(self.new)
        self.assertIn('<option value="东区科技广场"></option>', html)
        self.assertNotIn("财经楼", html)

    def test_somebody_of_two_colleges_writes_for_the_one_named(self):
        make.hat(self.chen, Role.COLLEGE_STAFF, college=self.caijing)
        self.post(self.new, college=self.caijing.pk)
        self.assertEqual(Activity.objects.get().college, self.caijing)


class ActivityEdit(ActivityCase):
    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="原来的名字")

    def test_it_shows_what_is_stored(self):
        form = self.client.get(self.address("edit", self.one)).context["form"]
        shown = form["title"].value(), form["base_version"].value()
        self.assertEqual(shown, ("原来的名字", 1))

    def test_saved_with_its_tags(self):
        tags = list(self.edition.tag_set.all()[:2])
        self.edited(self.one, title="新名字", tags=[tag.pk for tag in tags])
        self.one.refresh_from_db()
        self.assertEqual((self.one.title, self.one.version), ("新名字", 2))
        self.assertEqual(list(self.one.tags.all()), tags)

    def test_an_error_keeps_the_input_and_the_stored_row(self):
        response = self.edited(self.one, title="新名字", end_date="2025-05-01")
        self.assertContains(response, "结束日期不能早于开始日期。", status_code=422)
        self.assertContains(response, "新名字", status_code=422)
        self.one.refresh_from_db()
        self.assertEqual(self.one.title, "原来的名字")

    def test_a_filed_one_is_marked_as_changed(self):
        make.filed(self.filing)
        self.one.refresh_from_db()
        self.edited(self.one)
        self.one.refresh_from_db()
        self.assertEqual(self.one.filing_mark.name, "有变更")


class TwoEditors(ActivityCase):
    """陈 opened the form, then 孙 saved: nobody's words are lost."""

    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="原来的名字", venue="东区")
        theirs = Activity.objects.get(pk=self.one.pk)
        theirs.title = "孙的名字"
        theirs.revise(self.sun, [], base_version=1)

    def clash(self):
        return self.edited(self.one, title="陈的名字", remark="陈的备注", needs=["power", "venue"])

    def test_the_second_sees_both_texts_and_who_was_faster(self):
        response = self.clash()
        self.assertEqual(response.status_code, 409)
        for words in ["已被他人修改。", "孙于5月12日（周一）", "孙的名字", "陈的名字"]:
            self.assertContains(response, words, status_code=409)
        row = ("活动名称", "孙的名字", "陈的名字", True)
        self.assertIn(row, response.context["rows"])

    def test_nothing_is_overwritten(self):
        self.clash()
        self.one.refresh_from_db()
        self.assertEqual((self.one.title, self.one.version), ("孙的名字", 2))

    def test_the_typed_text_is_kept_as_a_draft(self):
        self.clash()
        draft = Draft.objects.get(owner=self.chen, activity=self.one)
        self.assertEqual((draft.title, draft.data["remark"]), ("陈的名字", ["陈的备注"]))

    def test_sent_again_from_that_page_it_is_saved(self):
        fields = self.clash().context["fields"]
        data = {name: [value for key, value in fields if key == name] for name, _ in fields}
        response = self.client.post(self.address("edit", self.one), data)
        self.assertEqual(response.status_code, 302)
        self.one.refresh_from_db()
        saved = self.one.title, self.one.remark, self.one.needs, self.one.version
        self.assertEqual(saved, ("陈的名字", "陈的备注", ["power", "venue"], 3))

    def test_going_on_with_the_own_text_can_be_saved(self):
        self.clash()
        form = self.client.get(self.address("edit", self.one)).context["form"]
        self.assertEqual(form["title"].value(), "陈的名字")
        response = self.edited(self.one, base_version=form["base_version"].value())
        self.assertEqual(response.status_code, 302)

    def test_a_third_who_saves_in_between_is_not_overwritten_either(self):
        fields = dict(self.clash().context["fields"])
        again = Activity.objects.get(pk=self.one.pk)
        again.title = "第三个名字"
        again.revise(self.sun, [], base_version=2)
        response = self.edited(self.one, base_version=fields["base_version"])
        self.assertEqual(response.status_code, 409)

    def test_without_a_version_nothing_is_overwritten(self):
        for version in ["", "9" * 30]:
            with self.subTest(version=version):
                response = self.edited(self.one, base_version=version)
                self.assertEqual(response.status_code, 409)

    def test_the_draft_goes_once_it_is_saved(self):
        self.clash()
        self.edited(self.one, base_version=2)
        self.assertFalse(Draft.objects.exists())


class UnderOnesFeet(ActivityCase):
    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="原来的名字")

    def test_cancelled_meanwhile_both_texts_are_shown(self):
        self.one.cancel(self.sun, "暴雨")
        response = self.edited(self.one, title="陈的名字", base_version=1)
        self.assertContains(response, "陈的名字", status_code=409)

    def test_saved_all_the_same_it_says_why_not_and_keeps_the_form(self):
        self.one.cancel(self.sun, "暴雨")
        self.one.refresh_from_db()
        response = self.edited(self.one, title="陈的名字")
        self.assertContains(response, "已取消，不能修改。请先恢复活动。", status_code=422)
        self.assertEqual(response.context["form"]["title"].value(), "陈的名字")

    def test_deleted_meanwhile_the_text_becomes_a_new_activity(self):
        pk = self.one.pk
        self.one.remove(self.sun)
        self.one.pk = pk
        response = self.edited(self.one, title="陈的名字")
        self.assertContains(response, "刚刚被同事删除", status_code=422)
        self.assertEqual(response.context["action"], self.new)
        self.post(self.new, title=response.context["form"]["title"].value())
        self.assertEqual(Activity.objects.get().title, "陈的名字")

    def test_deleted_and_sent_for_another_college_is_not_found(self):
        pk = self.one.pk
        self.one.remove(self.sun)
        self.one.pk = pk
        self.assertEqual(self.edited(self.one, college=self.caijing.pk).status_code, 404)

    def test_opening_what_is_gone_is_not_found(self):
        url = self.address("edit", self.one)
        self.one.remove(self.sun)
        self.assertEqual(self.client.get(url).status_code, 404)


class ActivityCopy(ActivityCase):
    def setUp(self):
        super().setUp()
        self.tags = list(self.edition.tag_set.all()[:2])
        theme = self.edition.theme_days.first()
        facts = {"title": "焊接课", "partners": ["甲厂"], "theme_day": theme}
        self.one = make.activity(college=self.jidian, tags=self.tags, **facts)
        self.form = self.client.get(self.address("copy", self.one)).context["form"]

    def test_content_is_taken_over(self):
        shown = self.form["title"].value(), self.form["venue"].value()
        self.assertEqual(shown, ("焊接课", "实训楼 101"))
        self.assertEqual(self.form["tags"].value(), [tag.pk for tag in self.tags])
        self.assertEqual(self.form["audiences"].value(), ["pupils", "public"])
        self.assertEqual(self.form["partners"].value(), "甲厂")

    def test_date_and_theme_are_not(self):
        names = ["start_date", "end_date", "theme_day"]
        self.assertEqual([self.form[name].value() for name in names], [None, None, None])

    def test_it_is_a_form_of_its_own(self):
        self.assertNotEqual(str(self.form["token"].value()), str(self.one.token))
        self.assertEqual(Activity.objects.count(), 1)


class ActivityCancel(ActivityCase):
    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="焊接课")

    def cancel(self, reason):
        headers = {"Referer": self.one.get_absolute_url()}
        data = {"reason": reason}
        return self.client.post(self.address("cancel", self.one), data, headers=headers)

    def test_the_reason_stands_on_its_page(self):
        self.assertRedirects(self.cancel("因暴雨改期"), self.one.get_absolute_url())
        self.assertIn("已取消：因暴雨改期", self.page(self.one.get_absolute_url()))

    def test_without_a_reason_it_is_refused_with_a_sentence(self):
        response = self.cancel("  ")
        self.assertRefused(response, "取消活动必须写明原因，例如“天气原因改期”。")
        self.one.refresh_from_db()
        self.assertFalse(self.one.is_cancelled)

    def test_too_long_a_reason_is_refused_and_kept_once(self):
        self.assertRefused(self.cancel("雨" * 201), "最多写 200 字，现在有 201 字。")
        pages = [self.page(self.one.get_absolute_url()) for _ in range(2)]
        self.assertEqual(["雨" * 201 in page for page in pages], [True, False])

    def test_restored_it_is_planned_again(self):
        self.cancel("因暴雨改期")
        self.client.post(self.address("restore", self.one))
        self.one.refresh_from_db()
        self.assertEqual((self.one.is_cancelled, self.one.cancel_reason), (False, ""))

    def test_restoring_beside_a_twin_is_refused(self):
        self.cancel("因暴雨改期")
        make.activity(college=self.jidian, title="焊接课")
        response = self.client.post(self.address("restore", self.one))
        self.assertRefused(response, "当天已有同名活动，不能恢复。")

    def test_cancelled_it_offers_restoring_and_nothing_else(self):
        self.cancel("因暴雨改期")
        html = self.page(self.one.get_absolute_url())
        offers = [self.address(verb, self.one) for verb in ("restore", "cancel", "edit", "delete")]
        self.assertEqual([f'"{offer}"' in html for offer in offers], [True, False, False, False])


class ActivityDelete(ActivityCase):
    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="焊接课")

    def test_what_was_never_filed_goes(self):
        response = self.client.post(self.address("delete", self.one))
        week = f"{reverse('week', args=['2025'])}?college={self.jidian.pk}"
        self.assertRedirects(response, week)
        self.assertFalse(Activity.objects.exists())

    def test_what_was_filed_stays(self):
        make.filed(self.filing)
        response = self.client.post(self.address("delete", self.one))
        self.assertRefused(response, "已经报送过，不能删除。请用“取消”，并写明原因。")
        self.assertTrue(Activity.objects.exists())

    def test_what_was_filed_is_not_offered_for_deletion(self):
        offer = f'action="{self.address("delete", self.one)}"'
        before = self.page(self.one.get_absolute_url())
        make.filed(self.filing)
        after = self.page(self.one.get_absolute_url())
        self.assertEqual((offer in before, offer in after), (True, False))


class ActivityDetail(ActivityCase):
    phone, masked = "13800000001", "138****0001"

    def setUp(self):
        super().setUp()
        self.one = make.activity(college=self.jidian, title="<script>x", venue="=1+1")
        self.url = self.one.get_absolute_url()

    def test_who_reads_the_phone(self):
        table = [(self.chen, self.phone), (self.sun, self.phone), (self.zhou, self.phone)]
        for user, shown in [*table, (self.chu, self.masked), (self.zheng, self.masked)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                html = self.page(self.url)
                seen = [number for number in (self.phone, self.masked) if number in html]
                self.assertEqual(seen, [shown])

    def test_the_history_tells_verbs_and_no_phones(self):
        self.one.leader_phone = "13800000009"
        self.one.revise(self.chen, [], base_version=1)
        self.sign_in(self.chu)
        html = self.page(self.url)
        self.assertIn("<strong>修改</strong> 陈", html)
        self.assertNotIn("13800000009", html)
        self.assertNotIn("13800000001", html)

    def test_text_stays_as_typed_and_markup_is_escaped(self):
        html = self.page(self.url)
        self.assertIn("线下 · =1+1", html)
        self.assertIn("&lt;script&gt;x", html)
        self.assertNotIn("<script>x", html)

    def test_unknown_numbers_are_a_dash_and_zero_is_zero(self):
        make_known = {"expected_internal": 0, "expected_external": None}
        other = make.activity(college=self.jidian, **make_known)
        self.assertIn("校内 0 人 / 校外 - 人", self.page(other.get_absolute_url()))

    def test_readers_find_no_buttons(self):
        for user, offered in [(self.chen, True), (self.zhou, False), (self.chu, False)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(self.address("edit", self.one) in self.page(self.url), offered)

    def test_the_other_college_does_not_find_it(self):
        self.sign_in(self.lin)
        for verb in ["detail", "edit", "copy"]:
            with self.subTest(verb=verb):
                response = self.client.get(self.address(verb, self.one))
                self.assertEqual(response.status_code, 404)


class AfterSaving(PortalTestCase):
    def test_an_activity_that_leaves_leads_to_its_outing(self):
        self.sign_in(self.chen)
        sent = make.typed(is_outing="True", category=make.category("social_service").pk)
        address = reverse("activity_new", args=[self.edition.code])
        page = self.client.post(address, sent, follow=True)
        self.assertContains(page, "这项活动要外出：请在这一页“申请外出”")
        self.assertContains(page, reverse("outing_new", args=[self.edition.code]))
