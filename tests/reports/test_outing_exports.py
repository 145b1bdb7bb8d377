from io import BytesIO

import python_calamine

from activities.models import Participant
from colleges.models import AuditEntry
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

    def test_nobody_else_gets_it(self):
        for user in (self.chen, self.sun, self.chu, self.feng):
            self.sign_in(user)
            self.assertEqual(self.client.get(self.url).status_code, 403, user)
