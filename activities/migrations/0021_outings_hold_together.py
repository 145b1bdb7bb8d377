from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0020_mend_outings")]

    operations = [
        migrations.RemoveConstraint(
            model_name="outing",
            name="outing_passed_is_bound_to_what_passed",
        ),
        migrations.AddConstraint(
            model_name="outing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["approved", "out", "back", "closed"]), _negated=True),
                    models.Q(
                        ("approved_round__isnull", False),
                        ("serial__isnull", False),
                        models.Q(("approved_fingerprint", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outing_passed_is_bound_to_what_passed",
            ),
        ),
        migrations.AddConstraint(
            model_name="outing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "returned", "cancelled"]),
                    models.Q(("departs_at__isnull", False), ("returns_at__isnull", False)),
                    _connector="OR",
                ),
                name="outing_handed_over_has_its_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="outing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["out", "back", "closed"]), _negated=True),
                    ("left_at__isnull", False),
                    _connector="OR",
                ),
                name="outing_outside_has_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="outing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["back", "closed"]), _negated=True),
                    models.Q(("back_at__gte", models.F("left_at")), ("back_at__isnull", False)),
                    _connector="OR",
                ),
                name="outing_back_came_after_it_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="outingstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")
                    ),
                    models.Q(
                        models.Q(("decision", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="step_is_decided_by_somebody_at_some_time",
            ),
        ),
    ]
