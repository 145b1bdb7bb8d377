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
from django.core.checks import run_checks  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from activities.models import Activity, Edition, Outing, SitePlan  # noqa: E402
from activities.outing_permit import gate_token  # noqa: E402
from activities.poster.asked import facts_of_activity, facts_of_day, facts_of_week  # noqa: E402
from activities.poster.press import A3, PHONE, print_of  # noqa: E402
from activities.showcase.placing import propose  # noqa: E402
from colleges.files import stored  # noqa: E402
from colleges.models import College, User  # noqa: E402
from reports.annex_one import begin, head, write_rows  # noqa: E402
from reports.annexes import BY_NUMBER  # noqa: E402
from reports.columns import SUMMARY, numbered  # noqa: E402
from reports.models import CompileJob, Filing  # noqa: E402
from reports.xlsx import Book  # noqa: E402

from . import after, results, school  # noqa: E402
from .bench import ROUNDS, memory, peak  # noqa: E402
from .pictures import pictures  # noqa: E402

ROWS = 105_000


def found(colleges, each):
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    edition = school.found(int(colleges))
    school.plan(edition, int(each))
    school.file_all(edition)
    school.leave(edition)
    school.show(edition)
    analyze()
    return {}


def grow(start, more):
    edition = Edition.objects.get()
    school.plan(edition, int(more), start=int(start))
    school.file_all(edition)
    analyze()
    return {}


def book():
    """The week is over: every activity has its result."""
    results.book(Edition.objects.get())
    analyze()
    return {}


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages():
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    caches = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    storages = settings.STORAGES | {"staticfiles": plain}
    with override_settings(STORAGES=storages, CACHES=caches, REQUIRE_SECOND_FACTOR=False):
        return {name: timed(*asked) for name, asked in addresses().items()}


def addresses():
    """{page: (who, address)}; a page that this version does not have is left out."""
    edition, college = Edition.objects.get(), College.objects.first()
    kind = {"requirement__kind": "info_form"}
    filing = Filing.objects.get(edition=edition, college=college, **kind)
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
    asked["calendar"] = ("", reverse("calendar_feed", args=[edition.code]))
    strangers = {name: ("", path) for name, path in public_addresses(edition).items()}
    asked |= strangers | outing_addresses(edition, office)
    return asked | showcase_addresses(edition, office)


def public_addresses(edition):
    """{page: path} of what strangers ask for most."""
    activity = Activity.objects.public().filter(edition=edition).first()
    return {
        "public home": reverse("public_home", args=[edition.code]),
        "public list": reverse("public_programme", args=[edition.code]),
        "public one": reverse("public_activity", args=[edition.code, activity.pk]),
    }


def showcase_addresses(edition, office):
    """Drawing, placing and reading a plan of 60 booths; the list of the power that they draw."""
    plan = edition.showcase.site
    return {
        "plan": (office, plan.get_absolute_url()),
        "plan, booths": (office, reverse("booth_board", args=[plan.pk])),
        "plan, public": ("", reverse("showcase_plan", args=[edition.code])),
        "work list": (office, reverse("work_list", args=[edition.code])),
    }


def dashboards():
    """What the office and the leaders read of a week that is over: as it is kept, and added up
    anew each time, as after every change."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    caches = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    forgetful = caches | {"figures": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    storages = settings.STORAGES | {"staticfiles": plain}
    asked, found = dashboard_addresses(), {}
    for told, kept in (("", caches), (", anew", forgetful)):
        with override_settings(STORAGES=storages, CACHES=kept, REQUIRE_SECOND_FACTOR=False):
            found |= {f"{name}{told}": timed(*one) for name, one in asked.items()}
    return found


def dashboard_addresses():
    edition = Edition.objects.get()
    office = {
        name: reverse(name, args=[edition.code]) for name in ("dashboard", "statistics_board")
    }
    asked = {name: ("office", path) for name, path in office.items()}
    college = College.objects.first()
    asked["of a college"] = (f"staff{college.pk}", office["dashboard"])
    return asked | {"public numbers": ("", reverse("public_numbers", args=[edition.code]))}


def propose_hall():
    """From the click to the reasons: who of 30 colleges stands on which of 60 free booths."""
    hall = SitePlan.objects.get(name="体育馆")
    times = []
    for seed in range(5):
        begun = time.perf_counter()
        found = propose(hall, seed)
        times.append(time.perf_counter() - begun)
    return {"run": median(times), "longest": max(times), "placed": len(found.placements)}


def outing_addresses(edition, office):
    """The queue, what waits as the office reads it, and what the gate shows of one approved."""
    waiting = Outing.objects.waiting().for_list().first()
    approved = Outing.objects.filter(status=Outing.Status.APPROVED).for_list().first()
    return {
        "outing queue": (office, reverse("outing_queue", args=[edition.code])),
        "outing list": (office, reverse("outing_list", args=[edition.code])),
        "outing": (office, waiting.get_absolute_url()),
        "outside now": (office, reverse("outing_board", args=[edition.code])),
        "gate": (office, reverse("outing_gate", args=[gate_token(approved)])),
        "gate, stranger": ("", reverse("outing_check", args=[gate_token(approved)])),
    }


def timed(who, address):
    """(queries, median ms, 95th percentile ms, size in KB) of a page in the server."""
    client = Client(HTTP_HOST="127.0.0.1")
    if who:
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


def close():
    edition = Edition.objects.get()
    after.book(edition)
    after.file_statistics(edition)
    analyze()
    return {}


def compile_all(number="1"):
    """From the click to the file, without the queue (3 ms, see performance notes)."""
    edition, office = Edition.objects.get(), User.objects.get(username="office")
    run_checks()  # as a worker does when it starts: every page's module is loaded by then
    idle, begun = memory("VmRSS:"), time.perf_counter()
    job = CompileJob.objects.order(edition, office, annex=BY_NUMBER[number], in_queue=False)
    ordered, used = time.perf_counter(), time.process_time()
    job.run()
    done, used = time.perf_counter(), time.process_time() - used
    job.refresh_from_db()
    assert job.is_done, job.message
    return {
        "name": job.form_name, "rows": job.row_count, "forms": len(job.used),
        "order": ordered - begun, "run": done - ordered, "used": used, "peak": peak(), "idle": idle,
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


def posters():
    """{what: (ms of the processor, KB)}: drawn anew, nothing kept."""
    edition, activity = Edition.objects.get(), Activity.objects.public().first()
    day = edition.dates[1].isoformat()
    drawn = {
        "activity": facts_of_activity(activity.pk),
        "day": facts_of_day(edition.code, day),
        "week": facts_of_week(edition.code),
    }
    sizes = [(name, facts, size) for name, facts in drawn.items() for size in (PHONE, A3)]
    return {f"{name} {size}": printed(facts, size) for name, facts, size in sizes}


def printed(facts, size):
    print_of(facts, size)  # fonts are read once
    begun = time.process_time()
    length = len(print_of(facts, size))
    return (time.process_time() - begun) * 1000, length / 1000


WRITERS = {"ours": write_ours, "xlsxwriter": write_theirs}
COMMANDS = {
    "public": lambda: public_addresses(Edition.objects.get()),
    "found": found,
    "grow": grow,
    "close": close,
    "book": book,
    "dashboards": dashboards,
    "pages": pages,
    "pictures": pictures,
    "compile": compile_all,
    "propose": propose_hall,
    "posters": posters,
    "write": write,
}
