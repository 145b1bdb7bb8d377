from django.db import models

from colleges.dates import when
from colleges.models import AuditEntry
from colleges.rules import BrokenRule

from ..outing_agreement import activity_facts
from ..outing_facts import LABELS, PRECAUTIONS
from ..outing_status import Status

# As the log calls it: no version keeps who was on a list, so the log alone tells of a new one.
LISTS_ANEW = "更新外出名单"


class Ready(models.Model):
    """May it be handed over as it stands, and may what was approved be saved like this?"""

    class Meta:
        abstract = True

    def was_mended(self):
        """Has anything of it, its list, its files or its activity changed since the hand-over?"""
        last = self.versions.get(number=self.round)
        asked = (last.restored(), last.files, last.activity_facts)
        if asked != (self.facts(), self.papers(), activity_facts(self.activity)):
            return True
        since = AuditEntry.objects.about(self).filter(at__gt=self.handed_over_at)
        return since.filter(verb=LISTS_ANEW).exists()

    def papers(self):
        """What is attached, as a version names it."""
        return [file.as_listed() for file in self.files.all()]

    def refuse_unready(self, at):
        self.activity.refuse_to_leave()
        if names := self.missing():
            raise BrokenRule(f"还不能提交，请先补上：{'、'.join(names)}。")
        if told := [sentence for _, sentence in self.contradictions()]:
            raise BrokenRule("".join(told))
        if at >= self.departs_at:
            raise BrokenRule(
                f"出发时间{when(self.departs_at)}已过，不能事后报批。请先改出发时间，再提交。"
            )
        if self.status == Status.RETURNED and not self.was_mended():
            raise BrokenRule(
                "退回后没有修改，没有提交。请按意见修改后再提交；"
                "不用改的，请在“对提醒的说明”里写明为什么，保存后再提交。"
            )
        if self.warnings_asked_at(at) and not self.warning_reason:
            raise BrokenRule("有提醒事项，请先在“对提醒的说明”里写明原因和措施，再提交。")

    def refuse_loss(self, before):
        """What an approval rests on is reworded, never taken away; `before` is as approved."""
        gone = [LABELS[name] for name in self.emptied(before)]
        if names := [*self.missing(), *gone]:
            raise BrokenRule(
                f"{self}已批准，不能缺少：{'、'.join(dict.fromkeys(names))}。请填好再保存；"
                "确实没有的，请取消这次外出，另行申请。"
            )

    def emptied(self, before):
        """Names of the precautions that were told `before` and are not any more."""
        return [name for name in PRECAUTIONS if before[name] and not getattr(self, name)]
