"""What `bench.py` runs in processes of its own, inside Django."""

import os
import time
from pathlib import Path
from statistics import median, quantiles

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "vocweek.settings"
for name in ("REDIS_URL", "SITE_URL", "ALLOWED_HOSTS", "DJANGO_ENV"):
    os.environ.pop(name, None)
django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from activities.models import Edition  # noqa: E402
from colleges.files import stored  # noqa: E402
from colleges.models import College, User  # noqa: E402
from reports.annex_one import begin, head, write_rows  # noqa: E402
from reports.columns import SUMMARY, numbered  # noqa: E402
from reports.models import CompileJob, Filing  # noqa: E402
from reports.xlsx import Book  # noqa: E402

from . import school  # noqa: E402
from .bench import ROUNDS, memory, peak  # noqa: E402

ROWS = 105_000


def found(colleges, each):
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    edition = school.found(int(colleges))
    school.plan(edition, int(each))
    school.file_all(edition)
    analyze()
    return {}


def grow(start, more):
    edition = Edition.objects.get()
    school.plan(edition, int(more), start=int(start))
    school.file_all(edition)
    analyze()
    return {}


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages():
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = settings.STORAGES | {"staticfiles": plain}
    with override_settings(STORAGES=storages, REQUIRE_SECOND_FACTOR=False):
        return {name: timed(*asked) for name, asked in addresses().items()}


def addresses():
    """{page: (who, address)}; a page that this version does not have is left out."""
    edition, college = Edition.objects.get(), College.objects.first()
    filing = Filing.objects.get(edition=edition, college=college)
    staff, office = f"staff{college.pk}", "office"
    found = {
        "desk": (staff, "desk"), "week": (staff, "week"), "board": (office, "board"),
        "coverage": (office, "coverage"), "programme": (office, "programme"),
        "compile list": (office, "compile_job_list"),
    }  # fmt: skip
    asked = {}
    for name, (who, url_name) in found.items():
        try:
            asked[name] = (who, reverse(url_name, args=[edition.code]))
        except NoReverseMatch:
            continue
    asked["filing"] = (office, filing.get_absolute_url())
    asked["search"] = (office, reverse("search") + "?q=技能体验 实训楼")
    asked["audit"] = ("auditor", reverse("audit_list"))
    return asked


def timed(who, address):
    """(queries, median ms, 95th percentile ms, size in KB) of a page in the server."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username=who))
    for _ in range(3):
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)  # read now: the next request empties the log
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    return count, median(times), quantiles(times, n=20)[-1], len(answer.content) / 1000


def compile_all():
    """From the click to the file, without the queue (3 ms, see performance notes)."""
    edition, office = Edition.objects.get(), User.objects.get(username="office")
    idle, begun = memory("VmRSS:"), time.perf_counter()
    job = CompileJob.objects.order(edition, office, in_queue=False)
    ordered = time.perf_counter()
    job.run()
    done = time.perf_counter()
    job.refresh_from_db()
    assert job.is_done, job.message
    return {
        "rows": job.row_count, "forms": len(job.used), "order": ordered - begun,
        "run": done - ordered, "peak": peak(), "idle": idle,
        "size": stored(job.file_key).stat().st_size,
    }  # fmt: skip


def rows():
    """The same row again and again, as a filed form has it."""
    row = {
        "title": "技能体验第001场", "category": "职业体验", "theme_day": "技能成才日",
        "tags": ["技能"],
        "start_date": "2025-05-12", "end_date": "2025-05-12", "start_time": "09:00:00",
        "end_time": "11:30:00", "mode": "on_site", "venue": "实训楼 101", "online_link": "",
        "audiences": ["pupils", "parents"], "open_to_public": True, "expected_internal": 40,
        "expected_external": 60, "partners": ["一家协办单位"], "leader_name": "负责人",
        "leader_phone": "13800000000", "is_outing": False, "summary": school.SUMMARY,
        "needs": ["power"], "remark": "", "status": "planned", "cancel_reason": "",
    }  # fmt: skip
    return numbered((row | {"title": f"技能体验第{n:06d}场"} for n in range(ROWS)), "机电学院")


def write(writer):
    path = Path(settings.TEMP_DIR) / "bench.xlsx"
    begun = time.perf_counter()
    WRITERS[writer](path)
    return {"run": time.perf_counter() - begun, "peak": peak(), "size": path.stat().st_size}


def write_ours(path):
    book = Book(creator="bench", title="bench", at=timezone.now(), folder=path.parent)
    sheet = begin(book, "汇总", SUMMARY, "附件1", "信息表（汇总）", 3)
    head(sheet, SUMMARY)
    write_rows(sheet, SUMMARY, rows())
    sheet.finish()
    book.save(path)


def write_theirs(path):
    import xlsxwriter  # only here, where it is compared with

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet("汇总")
    look = {"font_name": "宋体", "border": 1, "text_wrap": True, "valign": "vcenter"}
    styles = [book.add_format(look | {"align": "center" if c.centred else "left"}) for c in SUMMARY]
    for number, row in enumerate(rows()):
        sheet.set_row(number, 60)
        for place, (column, style) in enumerate(zip(SUMMARY, styles, strict=True)):
            value = column.value(row)
            if isinstance(value, int):
                sheet.write_number(number, place, value, style)
            else:
                sheet.write_string(number, place, column.text(row), style)
    book.close()


WRITERS = {"ours": write_ours, "xlsxwriter": write_theirs}
COMMANDS = {
    "found": found,
    "grow": grow,
    "pages": pages,
    "compile": compile_all,
    "write": write,
}
