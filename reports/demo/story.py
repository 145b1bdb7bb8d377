from django.utils import timezone

from colleges.models import AuditEntry


class Story:
    """What happened at the fictitious school, told in order through the portal's own verbs.

    The audit entries that a verb writes get the instant of the act, before they are sealed;
    `close` adds one entry with the true instant that says so.
    """

    def __init__(self):
        self.acts = []
        last = AuditEntry.objects.order_by("-pk").first()
        self.told_until = last.pk if last else 0

    def plan(self, instant, act):
        """Have `act(instant)` happen at `instant`; of two at once, the one planned first."""
        self.acts.append((instant, act))

    def tell(self):
        for instant, act in sorted(self.acts, key=lambda planned: planned[0]):
            act(instant)
            self.date_entries(instant)
        self.acts = []

    def date_entries(self, instant):
        fresh = AuditEntry.objects.filter(pk__gt=self.told_until, sequence=None)
        if fresh.update(at=instant):
            self.told_until = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def close(self, mark):
        AuditEntry.objects.record(
            None,
            mark,
            note="以上记录由演示数据生成：人物、单位、电话均为虚构，时间是演示情节里的时间。",
            payload={"generated_at": timezone.now()},
        )
        while AuditEntry.objects.seal():
            pass
