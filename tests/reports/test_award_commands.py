"""`export_award` and `recount_award`: the result leaves the portal and comes out the same."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command

from reports.models import Award, AwardPlace

from .. import make
from ..base import PortalTestCase


class TheFile(PortalTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.path = self.folder / "award.json"

    def export(self, edition="2025"):
        output = StringIO()
        call_command("export_award", edition=edition, output=self.path, stdout=output)
        return output.getvalue()

    def recount(self):
        """(exit code, what was printed)"""
        output = StringIO()
        try:
            call_command("recount_award", str(self.path), stdout=output)
        except SystemExit as end:
            return end.code, output.getvalue()
        return 0, output.getvalue()

    def closed(self):
        make.filed(self.filing)
        award = make.scoring_award(by=self.zhou)
        make.award_sheet(award, self.jiang, self.jidian)
        make.award_sheet(award, self.jiang, self.caijing, marks={}, abstains=True)
        make.close(award, self.zhou, self.now)
        return award

    def change(self, edit):
        bundle = json.loads(self.path.read_text())
        edit(bundle)
        self.path.write_text(json.dumps(bundle, ensure_ascii=False))

    def test_recounts_to_the_same(self):
        self.closed()
        self.assertIn("2 个学院", self.export())
        self.assertEqual((0, "一致：2 个学院的名次和得分重算相同。\n"), self.recount())

    def test_recounts_vetoes_decisions_and_winners_as_well(self):
        award = self.closed()
        make.veto(award, self.jidian, by=self.zhou)
        award.confirm(self.zhou, self.now)
        self.export()
        self.assertEqual(0, self.recount()[0])
        self.change(lambda bundle: bundle["vetoes"].clear())
        code, told = self.recount()
        self.assertEqual(1, code)
        self.assertIn("机电学院 名次：文件里是 None，重算是 1。", told)

    def test_of_a_place_changed_in_the_database_is_found_out(self):
        self.closed()
        AwardPlace.objects.filter(college=self.caijing).update(points=99)
        self.export()
        code, told = self.recount()
        self.assertEqual(1, code)
        self.assertIn("财经学院 得分：文件里是 99.00，重算是 0.00。", told)

    def test_of_a_mark_changed_in_the_file_is_found_out(self):
        self.closed()
        self.export()

        def edit(bundle):
            bundle["inputs"]["colleges"][0]["sheets"][0]["marks"]["1.5"] = 10

        self.change(edit)
        code, told = self.recount()
        self.assertEqual(1, code)
        self.assertIn("inputs 的 SHA-256 与文件里写的不同", told)

    def test_says_when_another_program_computed_it(self):
        self.closed()
        self.export()
        self.change(lambda bundle: bundle.update(code_version="older"))
        self.assertIn("计算程序与当时不同", self.recount()[1])

    def test_of_no_result_or_no_file_is_a_sentence(self):
        with self.assertRaisesMessage(CommandError, "2031 届还没有评奖"):
            self.export("2031")
        make.award(by=self.zhou)
        with self.assertRaisesMessage(CommandError, "评分还没有结束"):
            self.export()
        with self.assertRaisesMessage(CommandError, "不能读取"):
            self.recount()
        for text in ("x", "[]", '{"format": "vocweek-award-1"}'):
            self.path.write_text(text)
            with self.subTest(text), self.assertRaises(CommandError):
                self.recount()

    def test_that_cannot_be_written_is_a_sentence(self):
        self.closed()
        self.path = self.folder / "none" / "award.json"
        with self.assertRaisesMessage(CommandError, "不能写入"):
            self.export()

    def test_bears_the_hashes_of_what_it_holds(self):
        award = self.closed()
        self.export()
        bundle = json.loads(self.path.read_text())
        award = Award.objects.get()
        self.assertEqual(award.inputs_sha256, bundle["inputs_sha256"])
        self.assertEqual(award.code_version, bundle["code_version"])
