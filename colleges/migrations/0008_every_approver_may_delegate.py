from django.db import migrations, models

ROLES = ["college_lead", "office", "department", "leader"]


def drop_those_of_others(apps, schema_editor):
    """Backwards: the code of before would take a deputy of 教务处 for an officer."""
    memberships = apps.get_model("colleges", "Membership").objects
    given = memberships.using(schema_editor.connection.alias).exclude(delegated_by=None)
    given.exclude(role="college_lead").delete()


class Migration(migrations.Migration):
    dependencies = [("colleges", "0007_group_robots")]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_delegations_are_of_leads_and_end",
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delegated_by__isnull", True),
                    models.Q(("role__in", ROLES), ("valid_until__isnull", False)),
                    _connector="OR",
                ),
                name="membership_delegations_are_of_approvers_and_end",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_those_of_others),
    ]
