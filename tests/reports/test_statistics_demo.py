"""附件2 of the demo's past week: there is something to read, and something left to fill in."""

from activities.models import Edition
from reports.dashboard import Dashboard
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

    def test_every_place_has_its_name(self):
        board = StatisticsBoard(Edition.objects.get(code="2025"), self.now.date())
        for code in ("C1", "C2", "B1", "B3", "E2"):
            self.assertFalse(any(unit.unnamed.get(code) for _, unit in board.units), code)

    def test_what_a_college_was_sent_back_for_is_so(self):
        board = StatisticsBoard(Edition.objects.get(code="2025"), self.now.date())
        units = {unit.name: key for key, unit in board.units}
        self.assertIsNone(board.figures[units["建筑工程学院"]]["D13"].value)

    def test_the_edition_before_has_figures_to_be_compared_with(self):
        dashboard = Dashboard(self.past, self.earlier, self.now.date())
        told = {one.name: one for one in dashboard.changes}
        for name in ("开展活动总场次", "参与总人次", "参与学生数（去重）"):
            self.assertNotEqual(told[name].change, "-", name)
