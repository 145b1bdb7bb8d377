from django.db import migrations, models
from django.db.models.functions import Lower


def keep_the_oldest(apps, schema_editor):
    """Of accounts with one address the first keeps it: nobody could tell whom a link is for.

    Who lost it is told by the name of the account; the address is nobody's business here.
    """
    seen = set()
    people = apps.get_model("colleges", "User").objects.exclude(email="").order_by("pk")
    for person in people.only("username", "email"):
        address = person.email.lower()
        if address in seen:
            person.email = ""
            person.save(update_fields=["email"])
            print(
                f"\n账号 {person.username} 的邮箱与更早的账号相同，已清空，请本人重新填写。", end=""
            )
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
