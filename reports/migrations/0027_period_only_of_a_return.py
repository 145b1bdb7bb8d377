from django.db import migrations, models
from django.db.models import F, Q

NAME = "revision_is_wanted_again_after_its_return"


def forget_periods_without_a_return(apps, schema_editor):
    """No verb writes one; what was never sent back is not wanted again."""
    Revision = apps.get_model("reports", "Revision")
    Revision.objects.filter(returned_at=None).exclude(refile_by=None).update(refile_by=None)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0026_summaries_in_a_folder"),
    ]

    operations = [
        migrations.RunPython(forget_periods_without_a_return, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="revision", name=NAME),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=Q(refile_by=None)
                | Q(returned_at__isnull=False, refile_by__gt=F("returned_at")),
                name=NAME,
            ),
        ),
    ]
