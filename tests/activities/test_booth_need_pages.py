"""The pages of a booth need, their conflict, drafts, the list, 催办 and what the office is told."""

from django.urls import reverse

from activities.models import BoothNeed, BoothNeedDraft, PlanRelease, StandIn
from colleges.models import AuditEntry, College, Notice, Role
from tests import make
from tests.activities.test_booth_need_form import TYPED
from tests.base import PortalTestCase


class NeedCase(PortalTestCase):
    def address(self, name="booth_need_edit", college=None):
        query = f"?college={college.pk}" if college else ""
        return reverse(name, args=["2025"]) + query

    def save(self, user=None, college=None, **typed):
        self.sign_in(user or self.chen)
        return self.client.post(self.address(college=college), TYPED | typed)

    def need(self):
        return BoothNeed.objects.get(college=self.jidian)

    def release(self):
        facts = {"drawn": {"booths": []}, "sha256": "0" * 64, "released_by": self.zhou}
        PlanRelease.objects.create(site=self.edition.showcase.site, number=1, **facts)


class Who(NeedCase):
    def test_writes_and_reads(self):
        make.booth_need(self.jidian)
        for user, reads, writes in [
            (self.chen, 200, 200), (self.sun, 200, 200), (self.lin, 404, 404),
            (self.zhou, 200, 403), (self.chu, 200, 403), (self.wei, 404, 404),
            (self.jiang, 404, 404), (self.feng, 404, 404), (self.zheng, 200, 403),
        ]:  # fmt: skip
            self.sign_in(user)
            with self.subTest(user.name):
                page = self.client.get(self.address("booth_need", self.jidian))
                self.assertEqual(page.status_code, reads)
                form = self.client.get(self.address(college=self.jidian))
                self.assertEqual(form.status_code, writes)
                draft = {"college": self.jidian.pk, "base_version": "1"}
                answer = self.client.post(self.address("booth_need_draft_save"), draft)
                self.assertEqual(answer.status_code, writes)

    def test_an_officer_who_stands_in_writes(self):
        StandIn.objects.begin(self.edition, self.jidian, self.zhou, self.now, "电话委托")
        answer = self.save(self.zhou, self.jidian)
        self.assertEqual((answer.status_code, self.need().updated_by), (302, self.zhou))
        self.assertEqual(self.save(self.wu, self.jidian).status_code, 403)

    def test_leaders_read_no_whole_phone(self):
        make.booth_need(self.jidian)
        for user, phone in [(self.chu, "138****0001"), (self.zhou, "13800000001")]:
            self.sign_in(user)
            page = self.client.get(self.address("booth_need", self.jidian))
            with self.subTest(user.name):
                self.assertContains(page, phone)
                self.assertEqual("13800000001" in page.content.decode(), user == self.zhou)

    def test_an_edition_in_preparation_is_not_there(self):
        self.edition.opened_at = None
        self.edition.save()
        self.sign_in(self.chen)
        self.assertEqual(self.client.get(self.address()).status_code, 404)


class Saving(NeedCase):
    def test_what_the_activity_says_is_filled_in_and_named(self):
        made = make.activity(college=self.jidian, start_date=self.edition.showcase_on,
                             category=make.category("exhibition"), needs=["power"])  # fmt: skip
        self.sign_in(self.chen)
        page = self.client.get(self.address())
        self.assertContains(page, f'value="{made.title}"')
        self.assertContains(page, "活动里写了需要用电")
        self.assertContains(page, made.get_absolute_url())

    def test_saved_it_is_shown_with_what_is_still_missing(self):
        page = self.client.get(self.save(shift_1_from="09:30", shift_1_until="13:00").url)
        self.assertContains(page, "已保存展位需求。")
        self.assertContains(page, "没有写雨天预案")
        self.assertContains(page, "09:30–17:00 没有人值守")

    def test_what_is_wrong_comes_back_with_everything_that_was_typed(self):
        answer = self.save(tables="-3", exhibits="写了很久的内容")
        self.assertContains(answer, "不能小于 0", status_code=422)
        self.assertContains(answer, "写了很久的内容", status_code=422)
        self.assertContains(answer, 'href="#id_tables"', status_code=422)

    def test_saving_removes_the_draft(self):
        self.sign_in(self.chen)
        typed = {"base_version": "0", "theme": "写了一半", "foreign": "x"}
        self.client.post(self.address("booth_need_draft_save"), typed)
        self.assertNotIn("foreign", BoothNeedDraft.objects.get().data)
        self.assertContains(self.client.get(self.address()), "写了一半")
        self.save()
        self.assertFalse(BoothNeedDraft.objects.exists())

    def test_a_draft_on_what_a_colleague_has_replaced_is_said_not_to_be_kept(self):
        make.booth_need(self.jidian, by=self.sun)
        self.sign_in(self.chen)
        answer = self.client.post(self.address("booth_need_draft_save"), {"base_version": "0"})
        self.assertContains(answer, "同事已保存过新内容，草稿没有再存。", status_code=422)
        self.assertFalse(BoothNeedDraft.objects.exists())

    def test_a_draft_can_be_thrown_away(self):
        self.sign_in(self.chen)
        self.client.post(self.address("booth_need_draft_save"), {"base_version": "0"})
        answer = self.client.post(self.address("booth_need_draft_delete"))
        self.assertRedirects(answer, self.address(college=self.jidian))
        self.assertFalse(BoothNeedDraft.objects.exists())

    def test_two_versions_stand_side_by_side_and_mine_can_be_saved(self):
        make.booth_need(self.jidian, by=self.sun)
        mine = TYPED | {"theme": "我的主题", "shift_1_from": "09:30", "shift_1_until": "17:00"}
        answer = self.save(**mine)
        self.assertContains(answer, "孙保存的", status_code=409)
        self.assertContains(answer, "我的主题", status_code=409)
        self.assertContains(answer, "智能制造与匠心", status_code=409)
        self.assertEqual(BoothNeedDraft.objects.get().data["theme"], ["我的主题"])
        again = dict(answer.context["fields"])
        self.assertEqual(again["base_version"], "1")
        self.client.post(self.address(), again)
        self.assertEqual((self.need().theme, self.need().version), ("我的主题", 2))

    def test_the_history_names_who_changed_what(self):
        self.save(power_kw="2")
        self.save(self.sun, base_version="1", power_kw="3")
        page = self.client.get(self.address("booth_need"))
        self.assertContains(page, "<strong>修改展位需求</strong> 孙")
        self.assertContains(page, "<del>2</del>")


class AfterTheRelease(NeedCase):
    def told(self):
        kind = self.need()._meta.label_lower
        return Notice.objects.filter(object_type=kind).values_list("user__name", "title")

    def test_a_change_is_told_to_the_office_once_a_version(self):
        self.save()
        self.assertEqual(list(self.told()), [])
        self.release()
        self.sign_in(self.chen)
        self.assertContains(self.client.get(self.address()), "展位图已经发布")
        self.save(base_version="1", tables="4")
        self.assertEqual(
            sorted(self.told()), [("吴", "机电学院改了展位需求"), ("周", "机电学院改了展位需求")]
        )
        self.save(base_version="2", tables="4")
        self.assertEqual(len(self.told()), 2)
        self.save(base_version="2", tables="5")
        self.assertEqual(len(self.told()), 4)


class Listing(NeedCase):
    def page(self, user=None):
        self.sign_in(user or self.zhou)
        return self.client.get(self.address("booth_need_list"))

    def test_who_has_said_what_and_the_sums(self):
        make.booth_need(self.jidian, power_kw="2.5", chairs=None, has_hazard=True)
        make.booth_need(self.caijing, power_kw="1.25", tables=3, chairs=4)
        page = self.page()
        table = page.context["table"]
        self.assertEqual([str(one) for one in table.sums[:3]], ["3.75", "5", "4"])
        self.assertEqual(table.special_counts, [("明火等危险源", 1)])
        self.assertContains(page, "<strong>2</strong> / 2 个学院已填写")

    def test_nothing_at_all(self):
        page = self.page()
        self.assertContains(page, "<strong>0</strong> / 2 个学院已填写")
        self.assertEqual(page.context["table"].sums, [None] * 7)
        College.objects.update(is_active=False)
        self.assertContains(self.page(), "还没有学院")

    def test_the_leader_reads_and_has_no_buttons(self):
        self.assertNotContains(self.page(self.chu), "催办</button>")

    def test_reminding_tells_each_college_once_a_day(self):
        make.booth_need(self.caijing)
        self.sign_in(self.zhou)
        answer = self.client.post(self.address("booth_need_remind"))
        self.assertRefused(answer, "已催办 1 个学院：机电学院")
        told = Notice.objects.filter(title="请填写机电学院的展位需求")
        self.assertEqual(sorted(one.user.name for one in told), ["孙", "陈"])
        self.assertEqual(AuditEntry.objects.filter(verb="催填展位需求").count(), 1)
        again = self.client.post(self.address("booth_need_remind"), {"college": self.jidian.pk})
        self.assertRefused(again, "一天一次")
        self.assertEqual(told.all().count(), 2)
        with self.clock_at("2025-05-13T09:00"):
            self.sign_in(self.zhou)
            answer = self.client.post(self.address("booth_need_remind"))
            self.assertRefused(answer, "已催办 1")
        self.assertEqual(told.all().count(), 4)

    def test_reminding_one_leaves_the_others_alone(self):
        self.sign_in(self.zhou)
        self.client.post(self.address("booth_need_remind"), {"college": self.jidian.pk})
        self.assertFalse(Notice.objects.filter(user=self.lin).exists())
        answer = self.client.post(self.address("booth_need_remind"), {"college": "x"})
        self.assertRefused(answer, "没有新的催办")

    def test_nobody_is_reminded_of_what_is_called_off(self):
        showcase = self.edition.showcase
        showcase.is_cancelled = True
        showcase.save()
        self.sign_in(self.zhou)
        answer = self.client.post(self.address("booth_need_remind"))
        self.assertRefused(answer, "集中展示已取消")
        self.assertFalse(Notice.objects.exists())

    def test_the_cost_stays_flat(self):
        make.booth_need(self.jidian)
        self.sign_in(self.zhou)

        def grow():
            for name in ("艺术学院", "护理学院"):
                College.objects.named([name])
                college = College.objects.get(name=name)
                make.person(name, Role.COLLEGE_STAFF, college=college)
                make.booth_need(college)

        self.assertCostStaysFlat(self.address("booth_need_list"), grow)
