"""教务处看板: four numbers, the matrix, its filters, the side panel."""

from urllib.parse import urlencode

from django.urls import reverse

from activities.models import CollegeProfile
from colleges.models import College
from reports.models import Filing
from tests import make
from tests.base import PortalTestCase, at

LAST = at("2025-05-12T17:59:59.999999")
LATE = "2025-05-12T18:00:00"


class BoardCase(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        College.objects.named(["艺术学院"])
        Filing.objects.expect(cls.edition)

    def setUp(self):
        self.sign_in(self.zhou)
        self.url = reverse("board", args=["2025"])

    def response(self, **query):
        return self.client.get(f"{self.url}?{urlencode(query)}")

    def html(self, **query):
        return self.response(**query).content.decode()

    def numbers(self):
        numbers = self.response().context["board"].numbers
        return [numbers[name] for name in ("expected", "filed", "overdue", "outings")]

    def colleges(self, **query):
        return [college.name for college, _ in self.response(**query).context["rows"]]

    def states(self):
        rows = self.response().context["rows"]
        return {college.name: state.name for college, cells in rows for _, state, _ in cells}


class Numbers(BoardCase):
    def test_at_first(self):
        self.assertEqual(self.numbers(), [3, 0, 0, 0])

    def test_handed_over_is_not_filed(self):
        make.handed_over(self.filing)
        self.assertEqual(self.numbers(), [3, 0, 0, 0])

    def test_filed(self):
        make.filed(self.filing)
        self.assertEqual(self.numbers(), [3, 1, 0, 0])
        self.assertIn("已报（33%）", self.html())

    def test_sent_back_is_owed_again(self):
        make.filed(self.filing)
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        self.assertEqual(self.numbers(), [3, 0, 0, 0])

    def test_overdue_from_the_line_on(self):
        make.filed(self.filing, at=LAST)
        with self.clock_at("2025-05-12T17:59:59"):
            self.sign_in(self.zhou)
            self.assertEqual(self.numbers()[2], 0)
        with self.clock_at(LATE):
            self.assertEqual(self.numbers()[2], 2)

    def test_outings_of_today(self):
        days = self.edition.dates
        facts = {"college": self.jidian, "is_outing": True}
        make.activity(start_date=days[0], end_date=days[2], **facts)
        make.activity(start_date=days[1], **facts).cancel(self.chen, "暴雨")
        make.activity(start_date=days[2], **facts)
        self.assertEqual(self.outings(), (0, 0, 0))
        make.filed(self.filing)
        self.assertEqual(self.outings(), (0, 0, 1))
        self.assertIn("另有 1 项没有申请", self.html())

    def test_outings_of_today_and_how_many_are_approved(self):
        activity = make.outing_activity(college=self.jidian, start_date=self.edition.dates[1])
        make.approved_outing(college=self.jidian, activity=activity)
        other = make.asked(make.outing(college=self.jidian, activity=activity))
        make.outing(college=self.jidian, activity=activity)  # a draft asks for nothing
        make.outing(college=self.jidian)  # three days later
        self.assertEqual(self.outings(), (2, 1, 0))
        self.assertIn("已批准 1", self.html())
        other.cancel(self.chen, "不去了")
        self.assertEqual(self.outings(), (1, 1, 0))

    def outings(self):
        numbers = self.response().context["board"].numbers
        return tuple(numbers[name] for name in ("outings", "outings_passed", "outings_unasked"))

    def test_filters_leave_the_numbers_alone(self):
        make.filed(self.filing)
        context = self.response(state="filed", q="机电").context
        numbers = context["board"].numbers
        self.assertEqual((numbers["expected"], len(context["rows"])), (3, 1))

    def test_without_colleges_nothing_breaks(self):
        College.objects.update(is_active=False)
        self.assertIn("还没有学院", self.html())
        self.assertIn("已报（0%）", self.html())


class Matrix(BoardCase):
    def test_a_state_for_each_college(self):
        make.activity(college=self.jidian)
        make.filed(self.other_filing)
        expected = {"机电学院": "填写中", "财经学院": "已报送", "艺术学院": "未开始"}
        self.assertEqual(self.states(), expected)

    def test_every_state_has_its_word(self):
        make.filed(self.filing, at=LAST)
        make.handed_over(self.other_filing)
        with self.clock_at(LATE):
            self.sign_in(self.zhou)
            states = self.states()
            self.assertEqual(list(states.values()), ["已报送", "待签发", "逾期未报"])
            make.signed(self.other_filing, reason="晚了")
            make.sent_back(self.filing, self.zhou, self.now, "电话不全")
            self.assertEqual(list(self.states().values()), ["已退回", "补报", "逾期未报"])
            make.accepted(self.other_filing, self.zhou, self.now)
            self.assertEqual(self.states()["财经学院"], "已确认")

    def test_a_cell_tells_since_when(self):
        make.filed(self.filing, at=LAST)
        make.handed_over(self.other_filing, at=self.now)
        html = self.html()
        self.assertIn("5月12日（周一）17:59报送", html)
        self.assertIn("5月12日（周一）10:00提交", html)

    def test_planned_activities_are_counted(self):
        for day in self.edition.dates[:3]:
            make.activity(college=self.jidian, start_date=day)
        make.activity(college=self.jidian).cancel(self.chen, "暴雨")
        self.assertIn('<td class="number">3</td>', self.html())

    def test_thirty_colleges_a_page_or_all_of_them(self):
        College.objects.named([f"第{number}学院" for number in range(60)])
        Filing.objects.expect(self.edition)
        self.assertEqual(len(self.colleges()), 30)
        self.assertEqual(len(self.colleges(page=2)), 33)
        self.assertEqual(len(self.colleges(page="all")), 63)
        for address in ["page=2", "page=all"]:
            self.assertIn(address, self.html())

    def test_a_name_with_markup_is_escaped(self):
        College.objects.filter(pk=self.jidian.pk).update(name="<script>x")
        self.assertNotIn("<script>x", self.html())


class Filters(BoardCase):
    def setUp(self):
        super().setUp()
        make.filed(self.filing)

    def test_chips_tell_how_many(self):
        states = self.response().context["board"].tally.states
        chips = [(state.name, count) for state, count in states]
        self.assertEqual(chips, [("未开始", 2), ("已报送", 1)])

    def test_by_state_and_words(self):
        table = [({"state": "filed"}, ["机电学院"]), ({"q": " 财经 "}, ["财经学院"])]
        table += [({"state": "not_started"}, ["财经学院", "艺术学院"])]
        table += [({"state": "not_started", "q": "艺术"}, ["艺术学院"])]
        table += [({"state": "filed", "q": "艺术"}, []), ({"state": "overdue"}, [])]
        for query, expected in table:
            with self.subTest(query=query):
                self.assertEqual(self.colleges(**query), expected)

    def test_by_mark(self):
        make.extension(self.other_filing)
        self.assertEqual(self.colleges(mark="extended"), ["财经学院"])
        self.assertEqual(self.colleges(mark="amendment"), [])
        html = self.html(mark="extended")
        self.assertIn("已延期 1</a>", html)
        self.assertIn("已延期</span>", html)
        self.assertIn('<input type="hidden" name="mark" value="extended">', html)

    def test_nonsense_filters_nothing(self):
        for query in [{"mark": "x"}, {"state": "x"}, {"page": "x"}, {"page": "-1"}, {"q": ""}]:
            with self.subTest(query=query):
                self.assertEqual(len(self.colleges(**query)), 3)

    def test_they_stay_in_the_address(self):
        html = self.html(state="not_started", q="学院")
        self.assertIn('<input type="hidden" name="state" value="not_started">', html)
        self.assertIn('type="search" value="学院"', html)
        again = urlencode({"state": "not_started", "q": "学院"}).replace("&", "&amp;")
        self.assertIn(f'hx-get="{self.url}?{again}"', html)

    def test_nothing_found_leads_back_to_all(self):
        self.assertInHTML(f'<a href="{self.url}">看全部学院</a>', self.html(q="没有"))

    def test_words_come_back_escaped(self):
        self.assertNotIn("<script>x", self.html(q="<script>x"))


class Live(BoardCase):
    def test_a_script_gets_the_part_alone(self):
        response = self.client.get(self.url, headers={"HX-Request": "true"})
        self.assertNotContains(response, "<html")
        self.assertContains(response, 'id="matrix"')

    def test_who_reads_it(self):
        table = [(self.zhou, 200), (self.chu, 200), (self.zheng, 200)]
        for user, expected in [*table, (self.chen, 403), (self.wei, 403), (self.jiang, 403)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(self.response().status_code, expected)

    def test_only_the_office_compiles(self):
        for user, offered in [(self.zhou, True), (self.chu, False), (self.zheng, False)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual("汇总附件</a>" in self.html(), offered)

    def test_the_panel_is_offered_to_whom_it_answers(self):
        panel = reverse("filing_panel", args=[self.filing.pk])
        for user, expected in [(self.zhou, 200), (self.chu, 200), (self.zheng, 403)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(self.client.get(panel).status_code, expected)
                self.assertEqual(f'data-panel="{panel}"' in self.html(), expected == 200)


class Panel(BoardCase):
    def setUp(self):
        super().setUp()
        make.filed(self.filing)
        self.panel = reverse("filing_panel", args=[self.filing.pk])

    def read(self, user):
        self.sign_in(user)
        return self.client.get(self.panel).content.decode()

    def test_the_office_decides_in_it(self):
        html = self.read(self.zhou)
        for verb in ["accept", "send_back"]:
            with self.subTest(verb=verb):
                self.assertIn(reverse(f"filing_{verb}", args=[self.filing.pk]), html)

    def test_a_leader_reads_it_without_buttons_and_phones(self):
        html = self.read(self.chu)
        self.assertNotIn("<button", html)
        self.assertNotIn("13800000001", html)
        self.assertIn("138****0001", html)

    def test_it_is_a_part_of_a_page(self):
        html = self.read(self.zhou)
        self.assertNotIn("<html", html)
        self.assertIn("已报送", html)


class Headcounts(BoardCase):
    def counts(self, *pairs):
        colleges = College.objects.active().order_by("pk")
        counts = dict(zip(colleges, pairs, strict=True))
        CollegeProfile.objects.set_headcounts(self.edition, counts, by=self.zhou)

    def test_colleges_without_their_numbers_wait_for_the_office(self):
        self.counts((900, 60), (900, None), (0, 60))
        shown = self.response()
        self.assertContains(shown, "2 个学院缺少在校生数或教职工数")
        self.assertContains(shown, reverse("profile_list", args=["2025"]))

    def test_nothing_waits_once_all_are_known(self):
        self.counts((900, 60), (800, 50), (700, 40))
        self.assertNotIn("缺少在校生数", self.html())

    def test_who_cannot_enter_them_is_not_asked(self):
        self.sign_in(self.chu)
        self.assertNotIn("缺少在校生数", self.html())


class SeveralMaterials(BoardCase):
    """Colleges down, what is collected across: who is late with which."""

    def setUp(self):
        super().setUp()
        self.owed = make.collects(self.edition, self.jidian, "statistics_form")

    def board(self, **query):
        self.sign_in(self.zhou)
        return self.client.get(reverse("board", args=["2025"]), query).context["board"]

    def rows(self, board):
        return board.rows(board.college_ids)

    def test_a_column_for_each_and_a_gap_where_a_college_owes_nothing(self):
        self.owed.delete()
        board = self.board()
        cells = dict(self.rows(board))[self.jidian]
        self.assertEqual([cell and cell[0].requirement.annex for cell in cells], ["附件1", None])
        page = self.client.get(reverse("board", args=["2025"]))
        self.assertContains(page, "不在应报名单")

    def test_narrowed_to_one_its_numbers_are_its_own(self):
        whole, one = self.board(), self.board(requirement=self.owed.requirement_id)
        self.assertEqual(whole.numbers["expected"], 2 * one.numbers["expected"])
        self.assertEqual({len(cells) for _, cells in self.rows(one)}, {1})

    def test_a_state_is_looked_for_in_the_chosen_one_alone(self):
        make.activity(college=self.jidian)
        chosen = {"state": "started", "requirement": self.owed.requirement_id}
        self.assertIn(self.jidian.pk, self.board(state="started").college_ids)
        self.assertEqual(self.board(**chosen).college_ids, [])

    def test_one_that_is_not_collected_here_narrows_nothing(self):
        board = self.board(requirement=999_999)
        self.assertEqual(len(board.requirements), 2)
