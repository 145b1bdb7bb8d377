from django.db import migrations


def give(apps, schema_editor):
    """Editions that were there before get the day on an empty plan of its place."""
    edition_model = apps.get_model("activities", "Edition")
    site_model = apps.get_model("activities", "SitePlan")
    showcase_model = apps.get_model("activities", "Showcase")
    for edition in edition_model.objects.filter(showcase=None):
        site = site_model.objects.create(edition=edition, name=edition.showcase_place)
        showcase_model.objects.create(edition=edition, site=site)


class Migration(migrations.Migration):
    dependencies = [("activities", "0015_showcase")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
