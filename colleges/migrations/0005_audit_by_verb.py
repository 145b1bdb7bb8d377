from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("colleges", "0004_ship_departments")]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["verb", "id"], name="audit_by_verb"),
        ),
    ]
