import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0014_outing_alarms"),
        ("colleges", "0007_group_robots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SitePlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="地点")),
                (
                    "width_m",
                    models.DecimalField(
                        decimal_places=2, default=60, max_digits=6, verbose_name="宽（米）"
                    ),
                ),
                (
                    "depth_m",
                    models.DecimalField(
                        decimal_places=2, default=40, max_digits=6, verbose_name="深（米）"
                    ),
                ),
                ("picture_key", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "north",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="指北角度"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="site_plans",
                        to="activities.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "展位图",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Showcase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_cancelled", models.BooleanField(default=False, verbose_name="已取消")),
                ("told", models.CharField(blank=True, max_length=300, verbose_name="提示")),
                (
                    "gangway_m",
                    models.DecimalField(
                        decimal_places=2, default=2, max_digits=4, verbose_name="通道最窄（米）"
                    ),
                ),
                (
                    "entrance_clear_m",
                    models.DecimalField(
                        decimal_places=2, default=3, max_digits=4, verbose_name="出入口留空（米）"
                    ),
                ),
                (
                    "power_reach_m",
                    models.DecimalField(
                        decimal_places=2,
                        default=30,
                        max_digits=5,
                        verbose_name="配电箱到展位最远（米）",
                    ),
                ),
                (
                    "extinguisher_reach_m",
                    models.DecimalField(
                        decimal_places=2,
                        default=20,
                        max_digits=5,
                        verbose_name="灭火器到展位最远（米）",
                    ),
                ),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="showcase",
                        to="activities.edition",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.siteplan",
                        verbose_name="展位图",
                    ),
                ),
            ],
            options={
                "verbose_name": "集中展示",
            },
        ),
        migrations.CreateModel(
            name="PlanRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("drawn", models.JSONField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "released_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="发布时间"
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="activities.siteplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "展位图发布",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="次序")),
                ("seed", models.CharField(max_length=64, verbose_name="种子")),
                ("colleges", models.JSONField(verbose_name="参加学院")),
                ("booths", models.JSONField(verbose_name="空展位")),
                ("result", models.JSONField(verbose_name="结果")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="重新抽签的原因"),
                ),
                (
                    "drawn_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽签人",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="activities.siteplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽签",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Fixture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("x", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="左（米）")),
                ("y", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="上（米）")),
                (
                    "width",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="宽（米）"),
                ),
                (
                    "depth",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="深（米）"),
                ),
                ("angle", models.SmallIntegerField(default=0, verbose_name="转角（度）")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gangway", "通道"),
                            ("entrance", "出入口"),
                            ("power_box", "配电箱"),
                            ("service_desk", "服务台"),
                            ("medical", "医疗点"),
                            ("extinguisher", "灭火器"),
                            ("stage", "舞台"),
                            ("assembly", "集合点"),
                            ("parking", "停车"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=20, verbose_name="名称")),
                (
                    "capacity_kw",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="容量（kW）",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fixtures",
                        to="activities.siteplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "展位图设施",
                "ordering": ["kind", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Booth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("x", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="左（米）")),
                ("y", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="上（米）")),
                (
                    "width",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="宽（米）"),
                ),
                (
                    "depth",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="深（米）"),
                ),
                ("angle", models.SmallIntegerField(default=0, verbose_name="转角（度）")),
                ("code", models.CharField(max_length=10, verbose_name="展位号")),
                ("zone", models.CharField(blank=True, max_length=20, verbose_name="分区")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="固定")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="安排依据")),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "college",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="colleges.college",
                        verbose_name="学院",
                    ),
                ),
                (
                    "supply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="booths",
                        to="activities.fixture",
                        verbose_name="取电",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booths",
                        to="activities.siteplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "展位",
                "ordering": ["code", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BackupPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("calls_off", models.BooleanField(default=False, verbose_name="取消集中展示")),
                ("day", models.DateField(blank=True, null=True, verbose_name="日期")),
                ("opens_at", models.TimeField(blank=True, null=True, verbose_name="开始")),
                ("closes_at", models.TimeField(blank=True, null=True, verbose_name="结束")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="地点")),
                (
                    "what_to_do",
                    models.CharField(blank=True, max_length=300, verbose_name="请各学院怎样做"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="backup_plans",
                        to="activities.edition",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="activities.siteplan",
                        verbose_name="展位图",
                    ),
                ),
            ],
            options={
                "verbose_name": "天气预案",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WeatherSwitch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("moved", models.JSONField(verbose_name="移动了什么")),
                (
                    "switched_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "backup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="switches",
                        to="activities.backupplan",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weather_switches",
                        to="activities.edition",
                    ),
                ),
                (
                    "switched_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "天气调整",
                "ordering": ["-switched_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BoothArrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "college",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="colleges.college",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booth_arrivals",
                        to="activities.edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "展位签到",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "college"), name="one_arrival_per_college"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoothNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("theme", models.CharField(max_length=60, verbose_name="展示主题")),
                ("exhibits", models.TextField(max_length=300, verbose_name="展示项目")),
                ("leader_name", models.CharField(max_length=20, verbose_name="现场负责人")),
                (
                    "leader_phone",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(1[3-9]\\d{9}|0\\d{2,3}-\\d{7,8}(-\\d{1,6})?)$",
                                "请填写 11 位手机号，或带区号的座机号，如 028-12345678。",
                            )
                        ],
                        verbose_name="负责人手机",
                    ),
                ),
                (
                    "area_m2",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="希望面积（㎡）",
                    ),
                ),
                (
                    "power_kw",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="用电负荷（kW）",
                    ),
                ),
                ("power_from", models.TimeField(blank=True, null=True, verbose_name="用电自")),
                ("power_until", models.TimeField(blank=True, null=True, verbose_name="用电至")),
                (
                    "power_use",
                    models.CharField(blank=True, max_length=100, verbose_name="用电用途"),
                ),
                (
                    "sockets",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="插座（个）",
                    ),
                ),
                (
                    "network",
                    models.CharField(
                        choices=[("none", "不需要"), ("wireless", "无线"), ("wired", "有线")],
                        default="none",
                        max_length=10,
                        verbose_name="网络",
                    ),
                ),
                (
                    "tables",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(200)],
                        verbose_name="桌（张）",
                    ),
                ),
                (
                    "chairs",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(500)],
                        verbose_name="椅（把）",
                    ),
                ),
                (
                    "tents",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(20)],
                        verbose_name="帐篷（顶）",
                    ),
                ),
                (
                    "boards",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="展板（块）",
                    ),
                ),
                (
                    "screens",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="显示屏（台）",
                    ),
                ),
                (
                    "computers",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="电脑（台）",
                    ),
                ),
                ("is_noisy", models.BooleanField(default=False, verbose_name="使用音响")),
                ("needs_water", models.BooleanField(default=False, verbose_name="需要接水")),
                (
                    "has_hazard",
                    models.BooleanField(default=False, verbose_name="明火、危险品或操作性设备"),
                ),
                (
                    "hazard_measures",
                    models.CharField(blank=True, max_length=300, verbose_name="危险源与防护措施"),
                ),
                ("setup_from", models.TimeField(blank=True, null=True, verbose_name="布展自")),
                ("clear_until", models.TimeField(blank=True, null=True, verbose_name="撤展至")),
                ("shifts", models.JSONField(blank=True, default=list, verbose_name="值守班次")),
                (
                    "rain_plan",
                    models.CharField(blank=True, max_length=300, verbose_name="雨天预案"),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "college",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booth_needs",
                        to="colleges.college",
                        verbose_name="学院",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booth_needs",
                        to="activities.edition",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "展位需求",
                "ordering": ["college__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "college"), name="one_need_per_college"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("power_kw", None),
                            models.Q(("power_kw__gte", 0), ("power_kw__lte", 100)),
                            _connector="OR",
                        ),
                        name="booth_power_is_a_load",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("power_from", None),
                            ("power_until", None),
                            ("power_until__gt", models.F("power_from")),
                            _connector="OR",
                        ),
                        name="booth_power_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoothNeedDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "college",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="colleges.college",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="activities.edition",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "展位需求草稿",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "college", "owner"), name="one_need_draft_per_owner"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoothScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.JSONField(default=dict, verbose_name="评分")),
                ("comment", models.CharField(blank=True, max_length=200, verbose_name="评语")),
                ("abstains", models.BooleanField(default=False, verbose_name="弃权")),
                (
                    "scored_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
                ),
                (
                    "college",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="colleges.college",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="booth_scores",
                        to="activities.edition",
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "现场评分",
                "ordering": ["college__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "judge", "college"),
                        name="one_score_per_judge_and_college",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("abstains", False), ("points", {}), _connector="OR"),
                        name="who_abstains_gives_no_points",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="siteplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("width_m__gt", 0),
                    ("width_m__lte", 500),
                    ("depth_m__gt", 0),
                    ("depth_m__lte", 500),
                ),
                name="plan_has_a_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="showcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gangway_m__gt", 0),
                    ("entrance_clear_m__gte", 0),
                    ("power_reach_m__gt", 0),
                    ("extinguisher_reach_m__gt", 0),
                ),
                name="showcase_limits_are_lengths",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrelease",
            constraint=models.UniqueConstraint(
                fields=("site", "number"), name="one_release_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                fields=("site", "number"), name="one_lot_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="fixture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("depth__gt", 0), ("width__gt", 0), ("x__gte", 0), ("y__gte", 0)
                ),
                name="fixture_has_a_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="fixture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity_kw", None),
                    models.Q(("capacity_kw__gt", 0), ("kind", "power_box")),
                    _connector="OR",
                ),
                name="only_power_boxes_have_a_capacity",
            ),
        ),
        migrations.AddConstraint(
            model_name="booth",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("depth__gt", 0), ("width__gt", 0), ("x__gte", 0), ("y__gte", 0)
                ),
                name="booth_has_a_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="booth",
            constraint=models.UniqueConstraint(fields=("site", "code"), name="one_booth_per_code"),
        ),
        migrations.AddConstraint(
            model_name="booth",
            constraint=models.UniqueConstraint(
                fields=("site", "college"), name="one_booth_per_college"
            ),
        ),
        migrations.AddConstraint(
            model_name="booth",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_pinned", False), ("college__isnull", False), _connector="OR"
                ),
                name="only_placed_booths_are_pinned",
            ),
        ),
        migrations.AddConstraint(
            model_name="backupplan",
            constraint=models.UniqueConstraint(
                fields=("edition", "name"), name="one_backup_plan_per_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="backupplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("calls_off", True),
                    models.Q(
                        ("closes_at__gt", models.F("opens_at")),
                        ("day__isnull", False),
                        ("opens_at__isnull", False),
                        models.Q(("place", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="backup_plan_says_when_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="weatherswitch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("edition",),
                name="one_standing_switch_per_edition",
            ),
        ),
    ]
