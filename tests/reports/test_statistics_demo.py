"""附件2 of the demo's past week: there is something to read, and something left to fill in."""

from activities.models import Edition
from reports.statistics_board import StatisticsBoard

from .test_demo import Seeded


class DemoStatistics(Seeded):
    def test_one_college_is_left_to_fill_in(self):
        board = StatisticsBoard(Edition.objects.get(code="2025"), self.now.date())
        figures = [row.figures for row in board.rows(board.units)]
        stated = [shown for shown in figures if shown["D1"].value is not None]
        self.assertEqual(len(stated), 11)
        self.assertEqual(sum(shown["G6"].is_overridden for shown in figures), 1)
        self.assertGreater(board.total.figures["D10"].value, 5000)
