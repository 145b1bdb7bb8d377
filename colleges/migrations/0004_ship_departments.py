from django.db import migrations

SHIPPED = {
    "office": "教务处",
    "security": "保卫处",
    "logistics": "后勤处",
    "it": "信息中心",
    "student": "学生处、团委",
    "media": "AIGC新媒体中心",
}


def ship(apps, schema_editor):
    Department = apps.get_model("colleges", "Department")
    for code, name in SHIPPED.items():
        Department.objects.get_or_create(code=code, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("colleges", "0003_departments_are_data_memberships_delegate")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
