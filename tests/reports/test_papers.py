"""The registry of what colleges file."""

from django.template.loader import get_template

from activities.models import Requirement
from reports.content import with_personal, without_personal
from reports.models import Filing, Revision
from reports.papers import PAPERS, has_begun
from tests import make
from tests.base import PortalTestCase, at


class Registry(PortalTestCase):
    def test_what_the_portal_collects_has_a_paper_and_nothing_else_has(self):
        self.assertEqual(set(PAPERS), set(Requirement.COLLECTED))

    def test_each_has_its_preview(self):
        for kind, paper in PAPERS.items():
            with self.subTest(kind):
                self.assertTrue(get_template(paper.preview))

    def test_each_says_how_it_begins_and_why_it_may_not_be_handed_over(self):
        for kind, paper in PAPERS.items():
            words = (paper.first_step, paper.nothing_to_hand_over, paper.nothing_to_sign)
            with self.subTest(kind):
                self.assertTrue(all((*words, paper.nothing_to_amend, *paper.first_thing)))


class Begun(PortalTestCase):
    def begun(self):
        return Filing.objects.annotate(is_on=has_begun()).get(pk=self.filing.pk).is_on

    def test_in_sql_as_of_one(self):
        self.assertEqual((self.begun(), self.filing.is_begun), (False, False))
        make.activity(college=self.jidian)
        self.assertEqual((self.begun(), self.filing.is_begun), (True, True))


class Content(PortalTestCase):
    def test_a_form_without_personal_facts_is_kept_as_it_is(self):
        content = {"form": "statistics_form", "rows": [{"code": "A1"}]}
        self.assertEqual(without_personal(content), (content, {}))
        self.assertEqual(with_personal(content, {}), content)
        self.assertEqual(with_personal(content, None), content)


class ReceiptNumber(PortalTestCase):
    def test_two_requirements_called_alike_make_two_numbers(self):
        other = self.edition.requirements.exclude(kind="info_form").first()
        self.edition.requirements.filter(pk=other.pk).update(annex="附件1")
        self.assertEqual(make.filed(self.filing).receipt_no, "ZJZ2025-FIN-01-01")


class EnteredOnBehalf(PortalTestCase):
    def test_who_stood_in_before_another_paper_was_signed_is_not_on_this_receipt(self):
        self.filing.stand_in(self.wu, at("2025-05-12T09:00"), "网络故障")
        make.filed(self.filing)
        kind = self.edition.requirements.exclude(kind="info_form").first()
        beside = Filing.objects.create(edition=self.edition, college=self.jidian, requirement=kind)
        self.assertEqual(beside.entered_on_behalf_by(), "")
        self.assertEqual(Revision.objects.get().entered_by, "吴")
