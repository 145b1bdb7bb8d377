from django.db import migrations, models
from django.db.models.functions import Lower


def keep_the_oldest(apps, schema_editor):
    """Of accounts with one address the first keeps it: nobody could tell whom a link is for."""
    seen = set()
    people = apps.get_model("colleges", "User").objects.exclude(email="").order_by("pk")
    for person in people.only("email"):
        address = person.email.lower()
        if address in seen:
            person.email = ""
            person.save(update_fields=["email"])
        seen.add(address)


class Migration(migrations.Migration):
    dependencies = [("colleges", "0005_audit_by_verb")]

    operations = [
        migrations.RunPython(keep_the_oldest, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="one_account_per_address",
            ),
        ),
    ]
