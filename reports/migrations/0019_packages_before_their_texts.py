from django.db import migrations
from django.utils import timezone


def expire_those_that_may_hold_texts(apps, schema_editor):
    """A package packed before it was noted which texts lie in it would never be void when one of
    them is taken down. It lives for days only, and is packed anew with one button."""
    packages = apps.get_model("reports", "MediaPackage").objects
    untold = packages.filter(status="done", purged=False, text_rounds=[])
    untold.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_nothing_to_file")]

    operations = [
        migrations.RunPython(expire_those_that_may_hold_texts, migrations.RunPython.noop),
    ]
