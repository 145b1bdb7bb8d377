from datetime import timedelta

from django.utils import timezone

from colleges.models import AuditEntry, Notice

READ_AFTER = timedelta(minutes=25)


class Story:
    """What happened at the fictitious school, told in order through the portal's own verbs.

    The audit entries and notices that a verb writes get the instant of the act, entries before
    they are sealed, and what is older than a day was read; `close` adds one entry with the
    true instant that says so.
    """

    def __init__(self):
        self.acts = []
        self.begun = timezone.now()
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
        told = Notice.objects.filter(created_at__gte=self.begun)
        is_old = instant < self.begun - timedelta(days=1)
        told.update(created_at=instant, read_at=instant + READ_AFTER if is_old else None)

    def close(self, mark):
        AuditEntry.objects.record(
            None,
            mark,
            note="以上记录由演示数据生成：人物、单位、电话均为虚构，时间是演示情节里的时间。",
            payload={"generated_at": timezone.now()},
        )
        while AuditEntry.objects.seal():
            pass
