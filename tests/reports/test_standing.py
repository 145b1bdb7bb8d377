"""What would be compiled now: the board's words, and the seal an order would get."""

from datetime import timedelta

from colleges.models import College, User
from reports.board import Board
from reports.inputs import list_inputs
from reports.models import CompileJob, Filing
from reports.models.compile_job import seal_of
from reports.standing import Standing
from tests import make
from tests.base import PortalTestCase


class StandingNow(PortalTestCase):
    @property
    def requirement(self):
        return self.filing.requirement

    def standing(self):
        return Standing(self.requirement, self.now)

    def missing(self):
        return [(state.name, names) for state, _, names in self.standing().missing]

    def assertSealed(self):
        for only in (False, True):
            ordered = seal_of(self.requirement, only, list_inputs(self.requirement, only))
            self.assertEqual(self.standing().seal(accepted_only=only), ordered)

    def test_one_sent_back_and_handed_over_again_has_one_word(self):
        make.filed(self.filing)
        self.filing.refresh_from_db()
        make.sent_back(self.filing, self.zhou, self.now, "电话不全")
        make.handed_over(Filing.objects.get(pk=self.filing.pk))
        board = Board(self.edition, self.now)
        shown = [cells[0][1].name for _, cells in board.rows(board.college_ids)]
        self.assertEqual(shown, ["待签发", "未开始"])
        self.assertEqual(
            self.missing(), [("未报送（未开始）", ["财经学院"]), ("待签发", ["机电学院"])]
        )
        inputs = list_inputs(self.requirement, False)
        frozen = [(entry["unit"], entry["why"]) for entry in inputs["missing"]]
        self.assertEqual(frozen, [("机电学院", "待签发"), ("财经学院", "未报送")])

    def test_who_is_in_it(self):
        make.filed(self.filing)
        make.filed(self.other_filing)
        make.accepted(Filing.objects.get(pk=self.filing.pk), self.zhou, self.now)
        self.assertEqual((self.standing().filed, self.standing().accepted), (2, 1))
        self.assertEqual(self.standing().missing, [])

    def test_the_seal_is_that_of_an_order(self):
        self.assertSealed()
        make.filed(self.filing)
        make.handed_over(self.other_filing)
        self.assertSealed()
        make.accepted(Filing.objects.get(pk=self.filing.pk), self.zhou, self.now)
        College.objects.named(["艺术学院"])
        Filing.objects.expect(self.edition)
        self.assertSealed()

    def test_what_is_in_the_file_makes_a_job_outdated(self):
        make.filed(self.filing)
        job = CompileJob.objects.order(self.edition, self.zhou, in_queue=False)
        job.run()
        job.refresh_from_db()
        self.assertFalse(self.standing().is_outdated(job))
        changes = [
            (
                User.objects.filter(pk=self.chen.pk),
                {"phone": "13900000000"},
                {"phone": self.chen.phone},
            ),
            (College.objects.filter(pk=self.caijing.pk), {"name": "商"}, {"name": "财经学院"}),
        ]
        for rows, changed, before in changes:
            with self.subTest(**changed):
                rows.update(**changed)
                self.assertTrue(self.standing().is_outdated(job))
                rows.update(**before)
                self.assertFalse(self.standing().is_outdated(job))

    def test_typing_and_the_clock_change_no_compilation(self):
        make.filed(self.filing)
        sealed = self.standing().seal(accepted_only=False)
        make.activity(college=self.caijing)
        later = Standing(self.requirement, self.requirement.due_at + timedelta(days=1))
        self.assertEqual(later.seal(accepted_only=False), sealed)
        self.assertEqual([state.name for state, _, _ in later.missing], ["未报送（逾期未报）"])
