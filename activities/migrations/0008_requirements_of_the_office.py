from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0007_when_to_remind"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="requirement",
            name="one_requirement_per_kind",
        ),
        migrations.AlterField(
            model_name="requirement",
            name="kind",
            field=models.CharField(
                choices=[
                    ("info_form", "信息表"),
                    ("statistics_form", "情况统计表"),
                    ("summary_report", "总结报告"),
                    ("media_package", "新闻与影像资料"),
                    ("other", "其他材料"),
                ],
                max_length=16,
                verbose_name="类型",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="reminders_since",
            field=models.DateTimeField(null=True, verbose_name="提醒自"),
        ),
        migrations.AddConstraint(
            model_name="requirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "other"), _negated=True),
                fields=("edition", "kind"),
                name="one_requirement_per_kind",
            ),
        ),
    ]
