from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_requirements_of_the_office"),
    ]

    operations = [
        migrations.AddField(
            model_name="editiondocument",
            name="title",
            field=models.CharField(blank=True, max_length=60, verbose_name="标题"),
        ),
    ]
