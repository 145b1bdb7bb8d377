import re
from io import BytesIO
from unittest import mock

import pypdfium2
import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Participant
from colleges.models import AuditEntry
from reports.outing_sheet import OUTINGS, PRINTED
from reports.views.outing_exports import EXPORTED
from tests import make
from tests.base import PortalTestCase

NAME, NUMBER = "秦小满", "0020240001"


class OutingExport(PortalTestCase):
    url = "/editions/2025/outings/export.xlsx"

    def setUp(self):
        self.waiting = make.outing(college=self.jidian)
        self.list_one(self.waiting, "韩小雪")
        self.waiting = make.asked(self.waiting)
        self.passed = make.outing(college=self.jidian)
        self.list_one(self.passed, NAME)
        asked = make.asked(self.passed)
        self.passed = make.agreed(make.agreed(asked, by=self.sun), by=self.zhou)

    def list_one(self, outing, name):
        rows = [{"kind": "student", "name": name, "number": NUMBER}]
        Participant.objects.replace(outing, rows, self.chen)

    def sheets(self, user, query=""):
        self.sign_in(user)
        response = self.client.get(self.url + query)
        self.assertEqual(response.status_code, 200)
        book = python_calamine.CalamineWorkbook.from_filelike(
            BytesIO(b"".join(response.streaming_content))
        )
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    def test_the_office_gets_every_outing_and_who_goes(self):
        outings, people = self.sheets(self.zhou)
        states = sorted(line[1] for line in outings[2:])
        self.assertEqual(states, ["已通过", "待学院签发"])
        self.assertEqual(sorted(line[2] for line in people[2:]), sorted([NAME, "韩小雪"]))
        self.assertIn(NUMBER, people[2])

    def test_guards_get_names_of_what_has_passed_alone(self):
        _, people = self.sheets(self.wei)
        self.assertEqual([line[2] for line in people[2:]], [NAME])

    def test_what_was_never_handed_over_is_not_in_it(self):
        make.outing(college=self.jidian, destination="草稿里的地方")
        make.outing(college=self.jidian, destination="没去的地方").cancel(self.chen, "不去了")
        for user in (self.zhou, self.wei):
            places = {line[4] for line in self.sheets(user)[0][2:]}
            self.assertEqual(places, {"锦绣社区广场"}, user)

    def test_the_filters_hold_and_are_written_on_top(self):
        outings, _ = self.sheets(self.zhou, "?day=2025-05-14&state=approved")
        self.assertEqual([line[0] for line in outings[2:]], [self.passed.serial])
        self.assertIn("5月14日（周三）、已通过", outings[0][0])

    def test_it_is_written_in_the_log_without_names(self):
        self.sheets(self.zhou)
        entry = AuditEntry.objects.get(verb="导出外出名单")
        self.assertEqual((entry.payload["rows"], entry.payload["people"]), (2, 2))
        self.assertNotIn(NAME, f"{entry.payload}{entry.note}")

    def test_the_seventh_in_a_minute_is_refused(self):
        for _ in range(6):
            self.sheets(self.zhou)
        self.assertRefused(self.client.get(self.url), "次数太多了")

    def test_too_many_people_are_refused_before_any_is_read(self):
        self.sign_in(self.zhou)
        make.listed(make.outing(college=self.jidian), {}, {})
        few = mock.patch("reports.views.outing_exports.MOST_PEOPLE", 1)
        with few, CaptureQueriesContext(connection) as queries:
            refused = self.client.get(self.url)
        self.assertRefused(refused, "一次最多导出 1 人。请按日期、单位或状态筛选后再导出")
        self.assertFalse(
            [one for one in queries if '"activities_participant"."name"' in one["sql"]]
        )
        self.assertFalse(AuditEntry.objects.filter(verb=EXPORTED).exists())

    def test_guards_read_the_phones_of_what_has_passed_alone(self):
        outings, _ = self.sheets(self.wei)
        phones = {line[0]: (line[10], line[12]) for line in outings[2:]}
        self.assertEqual(phones[self.passed.serial], ("13800000002", "13800000003"))
        self.assertEqual(phones[""], ("138****0002", "138****0003"))

    def test_nobody_else_gets_it(self):
        for user in (self.chen, self.sun, self.chu, self.feng):
            self.sign_in(user)
            self.assertEqual(self.client.get(self.url).status_code, 403, user)


class OutingPrint(PortalTestCase):
    url = "/editions/2025/outings/day/print/"

    def setUp(self):
        self.waiting = make.asked(make.outing(college=self.jidian, destination="云顶山"))
        self.passed = make.listed(make.outing(college=self.jidian), {"name": NAME})
        asked = make.asked(self.passed)
        self.passed = make.agreed(make.agreed(asked, by=self.sun), by=self.zhou)

    def page(self, user, query=""):
        self.sign_in(user)
        return self.client.get(self.url + query)

    def test_every_column_of_the_file_is_on_paper_once(self):
        printed = [label for _, *labels in PRINTED for label in labels]
        self.assertEqual(sorted(printed), sorted(column.label for column in OUTINGS))
        self.assertEqual(sum(width for width, *_ in PRINTED), 100)

    def test_the_day_and_how_many_are_on_top(self):
        page = self.page(self.zhou, "?day=2025-05-14&state=approved")
        for words in ("外出一览（5月14日（周三）、已通过）", "共 1 次", self.passed.serial):
            self.assertContains(page, words)
        self.assertNotContains(page, "云顶山")
        self.assertContains(self.page(self.zhou), "共 2 次，其中已批准 1 次，学生 40 人，教师 2 人")
        self.assertContains(self.page(self.zhou, "?day=2025-05-15"), "没有符合条件的外出")

    def test_who_goes_is_not_on_it(self):
        self.assertNotContains(self.page(self.zhou), NAME)

    def test_guards_read_the_phones_of_what_has_passed_alone(self):
        self.assertNotContains(self.page(self.zhou), "138****0002")
        self.assertContains(self.page(self.wei, "?state=approved"), "13800000002")
        page = self.page(self.wei, "?state=waiting")
        self.assertContains(page, "138****0002")
        self.assertNotContains(page, "13800000002")

    def test_each_look_at_it_is_written_in_the_log_without_names(self):
        self.page(self.zhou, "?q=云顶")
        entry = AuditEntry.objects.get(verb="打印外出一览")
        self.assertEqual(entry.payload, {"rows": 1, "filters": "“云顶”"})

    def test_the_seventh_in_a_minute_is_refused(self):
        for _ in range(6):
            self.page(self.zhou)
        self.assertRefused(self.client.get(self.url), "次数太多了")

    def test_nobody_else_gets_it(self):
        for user in (self.chen, self.sun, self.chu, self.feng):
            self.assertEqual(self.page(user).status_code, 403, user)

    def test_the_list_leads_there_with_its_filters(self):
        for user, shown in [(self.zhou, True), (self.wei, True), (self.chen, False)]:
            self.sign_in(user)
            page = self.client.get("/editions/2025/outings/?day=2025-05-14").content.decode()
            self.assertEqual(f"{self.url}?day=2025-05-14" in page, shown, user)

    def test_more_outings_cost_the_same(self):
        self.sign_in(self.zhou)
        self.assertCostStaysFlat(self.url, lambda: make.asked(make.outing(college=self.jidian)))


@pytest.mark.browser
def test_it_prints_on_a4_landscape_with_its_head_on_every_page(cast, visitor, tmp_path):
    for number in range(40):
        make.asked(make.outing(college=cast.jidian, destination=f"第{number:02d}社区"))
    page = visitor(cast.zhou)
    day = cast.edition.dates[3].isoformat()
    page.goto(f"{reverse('outing_print', args=[cast.edition.code])}?day={day}")
    paper = tmp_path / "outings.pdf"
    paper.write_bytes(page.pdf(prefer_css_page_size=True))
    with pypdfium2.PdfDocument(paper) as document:
        sizes = {tuple(map(round, sheet.get_size())) for sheet in document}
        texts = [sheet.get_textpage().get_text_range() for sheet in document]
    texts = ["".join(text.split()) for text in texts]  # a cell comes out a character a line
    assert sizes == {(842, 595)}
    assert len(texts) > 1
    for place, text in enumerate(texts, start=1):
        assert "带队教师" in text  # the head of the table, again
        assert f"—{place}/{len(texts)}—" in text
        assert "回到列表" not in text
        assert "看板" not in text
    assert "外出一览（" in texts[0]
    assert len(re.findall(r"第\d\d社区", "".join(texts))) == 40
