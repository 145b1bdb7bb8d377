"""Summary reports of the demo's past week: written, as drafted, miscounted, not yet there."""

from activities.models import Edition
from colleges.models import College
from reports.models import SummaryReport
from reports.summary.board import SummaryBoard
from reports.summary.comparing import verdict_of

from .test_demo import Seeded


class DemoSummaries(Seeded):
    def verdicts(self):
        edition = Edition.objects.get(code="2025")
        board = SummaryBoard(edition, list(College.objects.all()), self.now, self.now.date())
        return {row.college.code: row.verdict for row in board.rows if row.verdict}

    def test_some_have_one_and_some_wait_for_whoever_tries_it(self):
        found = self.verdicts()
        self.assertEqual(sorted(found), ["02", "03", "04", "05", "06", "07", "08", "10", "12"])
        self.assertGreater(found["04"].version.left_open, 0)
        self.assertEqual([code for code, one in found.items() if one.version.left_open], ["04"])

    def test_the_numbers_of_all_but_one_hold(self):
        found = self.verdicts()
        wrong = {code: [one.code for one in v.differing] for code, v in found.items()}
        self.assertEqual({code for code, codes in wrong.items() if codes}, {"06"})
        self.assertEqual(wrong["06"], ["A1"])
        self.assertGreaterEqual(min(len(one.same) for one in found.values()), 4)

    def test_the_page_of_one_college_says_what_the_board_says(self):
        for report in SummaryReport.objects.select_related("newest", "edition", "college"):
            alone = verdict_of(report.newest, report.edition, report.college)
            beside = self.verdicts()[report.college.code]
            self.assertEqual(alone.findings, beside.findings)
