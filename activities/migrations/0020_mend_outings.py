from datetime import timedelta

from django.db import migrations
from django.db.models import Q

WRITING = (
    "新建外出申请",
    "修改外出",
    "提交签发",
    "变更重批",
    "更新外出名单",
    "上传外出文件",
    "删除外出文件",
)
AWAY = ("out", "back", "closed")
AN_HOUR = timedelta(hours=1)


def mend(apps, schema_editor):
    """Rows from before these rules get what can be known of them."""
    outing = apps.get_model("activities", "Outing")
    step = apps.get_model("activities", "OutingStep")
    remember_writers(apps, outing)
    list_files(apps)
    give_times(outing)
    bind(apps, outing)
    # Half a decision is none: it is asked again.
    half = ~Q(decision="") & (Q(decided_by=None) | Q(decided_at=None))
    step.objects.filter(half).update(decision="")
    step.objects.filter(decision="").update(decided_by=None, decided_at=None, on_behalf_of=None)


def remember_writers(apps, outing):
    """Of each outing everybody its columns, versions, files and the log name as a writer."""
    entry = apps.get_model("colleges", "AuditEntry")
    users = set(apps.get_model("colleges", "User").objects.values_list("pk", flat=True))
    pairs = set()
    for name in ("created_by", "updated_by", "handed_over_by"):
        pairs |= set(outing.objects.values_list("pk", name))
    for model, name in (("OutingVersion", "made_by"), ("OutingFile", "uploaded_by")):
        pairs |= set(apps.get_model("activities", model).objects.values_list("outing_id", name))
    known = set(outing.objects.values_list("pk", flat=True))
    logged = entry.objects.filter(object_type="activities.outing", verb__in=WRITING)
    pairs |= {(int(pk), user) for pk, user in logged.values_list("object_id", "actor_id")}
    row = outing.writers.through
    row.objects.bulk_create(
        [row(outing_id=pk, user_id=user) for pk, user in pairs if pk in known and user in users],
        ignore_conflicts=True,
    )


def list_files(apps):
    """A version lists what was attached when it was made, as far as it is still there."""
    file = apps.get_model("activities", "OutingFile")
    kinds = dict(file._meta.get_field("kind").choices)
    for version in apps.get_model("activities", "OutingVersion").objects.filter(files=[]):
        found = file.objects.filter(outing=version.outing_id, uploaded_at__lte=version.made_at)
        version.files = [
            {"id": one.pk, "kind": kinds[one.kind], "name": one.name, "sha256": one.sha256}
            for one in found.order_by("kind", "pk")
        ]
        version.save(update_fields=["files"])


def give_times(outing):
    """Times that a way out and back must have; without any it goes back to its college."""
    lacks = Q(departs_at=None) | Q(returns_at=None)
    waits = ("waiting", "refused", "approved")
    outing.objects.filter(lacks, status__in=waits).update(status="returned")
    for one in outing.objects.filter(status__in=AWAY):
        one.left_at = one.left_at or one.departs_at or one.approved_at or one.created_at
        one.departs_at = one.departs_at or one.left_at
        back = one.back_at or one.returns_at or one.closed_at or one.left_at
        one.returns_at = one.returns_at or max(back, one.departs_at + AN_HOUR)
        if one.status != "out":
            one.back_at = max(back, one.left_at)
        one.save(update_fields=["left_at", "departs_at", "returns_at", "back_at"])


def bind(apps, outing):
    """What has passed is bound to the fingerprint of the version that passed."""
    version = apps.get_model("activities", "OutingVersion")
    unbound = outing.objects.filter(status__in=("approved", *AWAY), approved_fingerprint="")
    for one in unbound:
        passed = version.objects.filter(outing=one, number=one.approved_round).first()
        one.approved_fingerprint = passed.fingerprint if passed else "0" * 64
        one.save(update_fields=["approved_fingerprint"])


class Migration(migrations.Migration):
    dependencies = [("activities", "0019_who_filed_outings")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
