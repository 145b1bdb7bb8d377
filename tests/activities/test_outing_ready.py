"""Sent back once: what counts as a change, before it may be handed over again."""

from django.db import transaction
from django.utils import timezone

from activities.models import OutingFile
from colleges.rules import BrokenRule
from tests import make
from tests.base import PortalTestCase


class Mended(PortalTestCase):
    def setUp(self):
        outing = make.outing(college=self.jidian)
        make.outing_file(outing)
        self.outing = make.asked(outing)
        self.outing.step.send_back(self.sun, timezone.now(), seen=1, opinion="请补保险")

    def hand_over(self):
        return make.asked(make.reloaded(self.outing))

    def upload(self):
        make.outing_file(self.outing, kind="insurance")

    def delete(self):
        OutingFile.objects.filter(outing=self.outing).latest("pk").remove(self.chen)

    def move(self):
        activity = make.reloaded(self.outing).activity
        activity.venue = "体育馆"
        activity.revise(self.chen, [], base_version=activity.version)

    def rewrite(self):
        make.mended(self.outing)

    def list_anew(self):
        make.listed(self.outing)

    def test_its_facts_papers_list_and_activity_each_by_itself(self):
        for change in (self.rewrite, self.upload, self.delete, self.list_anew, self.move):
            with self.subTest(change.__name__), transaction.atomic():
                change()
                self.assertEqual(self.hand_over().round, 2)
                transaction.set_rollback(True)

    def test_nothing_is_no_change_and_neither_is_what_was_undone(self):
        for change in (lambda: None, lambda: (self.upload(), self.delete())):
            change()
            with self.assertRaisesMessage(BrokenRule, "退回后没有修改，没有提交。请按意见修改后"):
                self.hand_over()
