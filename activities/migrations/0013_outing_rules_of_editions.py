from datetime import timedelta

from django.db import migrations

CHAIN = (
    {"approver": "college"},
    {"approver": "security", "in_use": False},
    {"approver": "student", "in_use": False},
    {"approver": "office"},
    {
        "approver": "leader",
        "in_use": False,
        "when_overnight": True,
        "when_out_of_town": True,
        "from_headcount": 200,
    },
)


def give(apps, schema_editor):
    """Editions that were there before outings get the usual rules and chain."""
    edition_model = apps.get_model("activities", "Edition")
    policy = apps.get_model("activities", "OutingPolicy")
    step = apps.get_model("activities", "ApprovalStep")
    for edition in edition_model.objects.filter(outing_policy=None):
        kept_until = edition.ends_on + timedelta(days=180)
        policy.objects.create(edition=edition, participants_kept_until=kept_until)
        step.objects.bulk_create(
            step(edition=edition, position=place, **facts)
            for place, facts in enumerate(CHAIN, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("activities", "0012_outings")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
