from django.db import migrations, models


def tell_old_returns(apps, schema_editor):
    """Which filing was sent back stood in the log alone; a period was never given."""
    Revision = apps.get_model("reports", "Revision")
    entries = apps.get_model("colleges", "AuditEntry").objects.filter(verb="退回")
    entries = entries.filter(object_type="reports.filing").order_by("pk")
    for filing, at in entries.values_list("object_id", "at").iterator():
        newest = Revision.objects.filter(filing=int(filing), received_at__lte=at)
        newest = newest.order_by("-number").values_list("pk", flat=True).first()
        Revision.objects.filter(pk=newest, returned_at=None).update(returned_at=at)
    for filing in apps.get_model("reports", "Filing").objects.exclude(returned_at=None):
        returned = Revision.objects.filter(pk=filing.revision_id, returned_at=None)
        returned.update(returned_at=filing.returned_at)


class Migration(migrations.Migration):
    dependencies = [
        ("colleges", "0008_every_approver_may_delegate"),
        ("reports", "0023_statistics_draft"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="refile_by",
            field=models.DateTimeField(null=True, verbose_name="重报期限"),
        ),
        migrations.AddField(
            model_name="revision",
            name="returned_at",
            field=models.DateTimeField(null=True, verbose_name="退回时间"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refile_by", None), ("refile_by__gt", models.F("returned_at")), _connector="OR"
                ),
                name="revision_is_wanted_again_after_its_return",
            ),
        ),
        migrations.RunPython(tell_old_returns, migrations.RunPython.noop),
    ]
