import json

from reports.content import without_personal
from tests import make
from tests.base import PortalTestCase


class ContentOfTheForm(PortalTestCase):
    def titles(self):
        return [row["title"] for row in self.filing.content()["rows"]]

    def test_head(self):
        content = self.filing.content()
        told = content["edition"], content["title"], content["unit"]
        self.assertEqual(told, ("2025", "2025年职教活动周信息表", "机电学院"))

    def test_rows_stand_in_order_of_their_start(self):
        make.activity(college=self.jidian, title="第三", start_date=self.edition.dates[3])
        make.activity(college=self.jidian, title="第一", start_date=self.edition.dates[0])
        self.assertEqual(self.titles(), ["第一", "第三"])

    def test_the_other_college_is_not_in_it(self):
        make.activity(college=self.caijing)
        self.assertEqual(self.titles(), [])

    def test_cancelled_before_filing_is_left_out(self):
        make.activity(college=self.jidian).cancel(self.chen, "填错了")
        self.assertEqual(self.titles(), [])

    def test_cancelled_after_filing_stays_with_its_reason(self):
        one = make.activity(college=self.jidian)
        make.filed(self.filing)
        one.cancel(self.chen, "天气原因")
        row = self.filing.content()["rows"][0]
        self.assertEqual((row["status"], row["cancel_reason"]), ("cancelled", "天气原因"))

    def test_unknown_is_null_and_zero_is_zero(self):
        make.activity(college=self.jidian, expected_internal=0, expected_external=None)
        row = self.filing.content()["rows"][0]
        self.assertEqual((row["expected_internal"], row["expected_external"]), (0, None))

    def test_it_is_plain_json(self):
        make.activity(college=self.jidian, tags=self.edition.tag_set.all()[:2])
        content = self.filing.content()
        self.assertEqual(json.loads(json.dumps(content)), content)

    def test_the_same_content_gives_the_same_digest(self):
        make.activity(college=self.jidian)
        self.assertEqual(self.filing.content_digest(), self.filing.content_digest())

    def test_tags_in_another_order_of_ticking_change_nothing(self):
        tags = list(self.edition.tag_set.all()[:3])
        one = make.activity(college=self.jidian, tags=tags)
        before = self.filing.content_digest()
        one.tags.set(reversed(tags), clear=True)
        self.assertEqual(self.filing.content_digest(), before)


class PersonalFacts(PortalTestCase):
    def test_they_lie_apart(self):
        one = make.activity(college=self.jidian)
        public, personal = without_personal(self.filing.content())
        self.assertNotIn("leader_phone", public["rows"][0])
        self.assertNotIn("13800000001", json.dumps(public))
        facts = {"leader_name": "赵老师", "leader_phone": "13800000001"}
        self.assertEqual(personal, {str(one.pk): facts})
