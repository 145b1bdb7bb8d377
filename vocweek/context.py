"""The frame around every page: edition, hat, navigation, nearest deadline.

Everything is worked out when a template asks for it, so that fragments and pages of strangers
cost no query.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.hand import editions_in_reach
from activities.models import Approver, Requirement
from colleges.hats import worn_hat
from colleges.models import Notice
from colleges.models.people import COLLEGE_ROLES, Role
from colleges.seats import own_seats
from reports.worklists.offices import OFFICES

from .countdown import Countdown
from .waiting import Waiting


@dataclass(frozen=True)
class Entry:
    """One line of the navigation; `pages` are the URL names it stands for."""

    name: str
    icon: str
    url: str
    is_active: bool


class Frame(Countdown, Waiting):
    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)
        self.now = timezone.now()
        self.icp_number = settings.ICP_NUMBER
        self.police_number = settings.POLICE_NUMBER
        self.is_demo = settings.DEMO
        self.mail_configured = settings.MAIL_CONFIGURED

    @cached_property
    def editions(self):
        if self.user is None or not self.user.is_authenticated:
            return []
        return editions_in_reach(self.request)

    @cached_property
    def edition(self):
        """The one in the address, the one the view named, or the one people land on."""
        match = self.request.resolver_match
        code = match.kwargs.get("code") if match else None
        chosen = getattr(self.request, "frame_edition", None)
        if chosen is not None and code is None:
            return chosen
        # What is being prepared is not where people land.
        landing = sorted(self.editions, key=lambda edition: not edition.is_open)
        return next((e for e in landing if e.code == code), next(iter(landing), None))

    @cached_property
    def switch(self):
        """Every edition with the address of this page, or of the hat's first one, in it."""
        match = self.request.resolver_match
        stays = match and set(match.kwargs) == {"code"}
        name = match.url_name if stays else landing(self.hat)
        return [(edition, reverse(name, args=[edition.code])) for edition in self.editions]

    @cached_property
    def hats(self):
        return self.user.hats if self.user and self.user.is_authenticated else []

    @cached_property
    def hat(self):
        return worn_hat(self.request) if self.hats else None

    @cached_property
    def unread(self):
        return Notice.objects.visible_to(self.user).unread().count()

    @property
    def delegates(self):
        """May they let a colleague decide for a time? An approver in their own right."""
        return bool(self.hats) and bool(own_seats(self.user))

    @property
    def edition_id(self):
        return self.edition and self.edition.pk

    @cached_property
    def nav(self):
        """At most seven entries for the hat."""
        if self.hat is None:
            return []
        department = self.hat.department
        keys = OWN_NAV.get(department and department.code, NAV[self.hat.role])
        keys = DEPUTY_NAV if self.hat.only_decides else keys
        return [entry for key in keys if (entry := self.entry(key))]

    def entry(self, key):
        name, icon, address, pages = ENTRIES[key]
        url = address(self)
        if url is None:
            return None
        match = self.request.resolver_match
        return Entry(name, icon, url, bool(match) and match.url_name in pages)

    def of_edition(self, name):
        return reverse(name, args=[self.edition.code]) if self.edition else None

    def own_work(self):
        """The list of a supporting office; other departments of the school have none."""
        supports = self.hat.department is not None and self.hat.department.code in OFFICES
        return self.of_edition("work_list") if supports else None

    @property
    def college_info(self):
        """学院信息 stands in the menu of the person: it is filled in once a year."""
        of_college = self.hat is not None and self.hat.role in COLLEGE_ROLES
        return self.of_edition("college_profile") if of_college else None

    @property
    def about(self):
        """通知与下载 stands there too where seven entries are taken."""
        of_college = self.hat is not None and self.hat.role in COLLEGE_ROLES
        return self.of_edition("edition_about") if of_college else None

    def own_form(self):
        """The college's own 附件1 of this edition; its desk says why there is none."""
        if self.edition is None:
            return None
        for filing in self.own_filings:
            is_form = filing.requirement.kind == Requirement.Kind.INFO_FORM
            if is_form and filing.edition_id == self.edition.pk:
                return filing.get_absolute_url()
        return self.of_edition("desk")


WEEK_PAGES = {"week", "activity_new", "activity_detail", "activity_edit", "activity_copy"}
WEEK_PAGES |= {"activity_cancel", "activity_restore", "draft_open"}
WEEK_PAGES |= {"result_list", "result_edit"}
WEEK_PAGES |= {"statistics_form", "statistics_entry", "statistics_rows"}
WEEK_PAGES |= {"summary_report"}
WEEK_PAGES |= {"dashboard", "bulletin"}
HONOURS_PAGES = {"announcement", "announcement_edit", "announcement_print"}
HONOURS_PAGES |= {"objection_new", "objection_detail"}
WEEK_PAGES |= HONOURS_PAGES
WEEK_PAGES |= {"award_own", "award_place"}
FORM_PAGES = {"filing_detail", "filing_panel", "receipt_detail"}
FORM_PAGES |= {"revision_compare", "amendment_new", "amendment_detail"}
OUTING_PAGES = {"outing_list", "outing_detail", "outing_new", "outing_edit", "outing_copy"}
OUTING_PAGES |= {"outing_people", "outing_files", "outing_compare"}
COMPILE_PAGES = {"compile_job_list", "compile_job_detail", "compile_job_compare"}
SPECIAL_PAGES = {"special_case_list", "extension_new", "amendment_detail"}

BOARD_PAGES = {"board", "coverage", "filing_detail", "receipt_detail", "reminder_list"}
BOARD_PAGES |= {"result_board", "partner_list"}
BOARD_PAGES |= {"statistics_board", "statistics_form", "statistics_rows"}
BOARD_PAGES |= {"summary_board", "summary_report"}
BOARD_PAGES |= {"dashboard", "bulletin"}
BOARD_PAGES |= HONOURS_PAGES
BOARD_PAGES |= {"award_detail", "award_rubric", "award_rubric_edit", "award_what_if"}
BOARD_PAGES |= {"award_place"}
SCORING_PAGES = {"award_sheet_list", "award_sheet", "award_rubric"}

SHOWCASE_PAGES = {"showcase", "booth_need", "booth_need_edit", "booth_need_list"}
SHOWCASE_PAGES |= {"plan_list", "plan_new", "plan_draw", "plan_picture", "plan_limits"}
SHOWCASE_PAGES |= {"booth_board", "lot_detail", "release_list", "release_detail"}
SHOWCASE_PAGES |= {"backup_plan_list", "backup_plan_new", "backup_plan_edit"}
SHOWCASE_PAGES |= {"weather_preview", "switch_detail"}
SHOWCASE_PAGES |= {"showcase_board", "booth_checkin", "booth_score", "booth_score_list"}

# 宣传: texts, what is pushed, what the media centre hands out, photos and videos.
PUBLICITY_PAGES = {"news_list", "news_new", "news_detail", "news_edit", "news_compare"}
PUBLICITY_PAGES |= {"mention_list", "mention_new", "mention_detail", "mention_edit"}
PUBLICITY_PAGES |= {"material_list", "upload_new", "poster_list"}
PUBLICITY_PAGES |= {"package_list", "package_detail"}
PUBLICITY_PAGES |= {"media_list", "media_detail", "media_review", "media_twins"}

WORK_PAGES = {"work_list", "work_item", "work_print"}

COLLEGE_PAGES = {"college_list", "college_edit", "department_list"}
PEOPLE_PAGES = {"person_list", "person_new", "person_edit", "membership_new", "people_import"}
COLLEGE_PAGES |= {"profile_list", "headcount_import"}

EDITION_PAGES = {"edition_settings", "edition_basics", "edition_days", "edition_categories"}
EDITION_PAGES |= {"edition_tags", "edition_duties", "edition_documents", "edition_requirements"}
EDITION_PAGES |= {"edition_timeline", "edition_copy", "requirement_new", "outing_settings"}

# key: name, icon, address, URL names it stands for
ENTRIES = {
    "desk": ("工作台", "checklist", lambda frame: frame.of_edition("desk"), {"desk"}),
    "week": ("活动周", "calendar-week", lambda frame: frame.of_edition("week"), WEEK_PAGES),
    "own_week": ("本部门活动", "calendar-week", lambda frame: frame.of_edition("week"), WEEK_PAGES),
    "work": ("保障清单", "clipboard-check", Frame.own_work, WORK_PAGES),
    "form": ("附件1", "file-text", Frame.own_form, FORM_PAGES),
    "programme": (
        "活动一览",
        "list",
        lambda frame: frame.of_edition("programme"),
        {"programme"},
    ),
    "board": (
        "看板",
        "layout-dashboard",
        lambda frame: frame.of_edition("board"),
        BOARD_PAGES,
    ),
    # 活动一览 and 汇总 are led to by the office's board: it has more rooms than seven entries.
    "office_board": (
        "看板",
        "layout-dashboard",
        lambda frame: frame.of_edition("board"),
        {"programme", *BOARD_PAGES, *COMPILE_PAGES},
    ),
    "publicity": (
        "宣传",
        "news",
        lambda frame: frame.of_edition("news_list"),
        PUBLICITY_PAGES,
    ),
    "scoring": (
        "评奖评分",
        "star",
        lambda frame: frame.of_edition("award_sheet_list"),
        SCORING_PAGES,
    ),
    "showcase": ("集中展示", "flag", lambda frame: frame.of_edition("showcase"), SHOWCASE_PAGES),
    # Who reads all five work lists comes to them from there.
    "all_showcase": (
        "集中展示",
        "flag",
        lambda frame: frame.of_edition("showcase"),
        SHOWCASE_PAGES | WORK_PAGES,
    ),
    "outings": ("外出", "walk", lambda frame: frame.of_edition("outing_list"), OUTING_PAGES),
    "approvals": (
        "外出审批",
        "walk",
        lambda frame: frame.of_edition("outing_queue"),
        {"outing_queue", "outing_board", *OUTING_PAGES},
    ),
    "outside": (
        "现在谁在外面",
        "users",
        lambda frame: frame.of_edition("outing_board"),
        {"outing_board", "outing_gate"},
    ),
    "special": (
        "延期与变更",
        "calendar-plus",
        lambda frame: frame.of_edition("special_case_list"),
        SPECIAL_PAGES,
    ),
    "colleges": ("学院", "building", lambda frame: reverse("college_list"), COLLEGE_PAGES),
    "people": (
        "人员",
        "users",
        lambda frame: reverse("person_list"),
        PEOPLE_PAGES,
    ),
    "setup": ("设置", "settings", lambda frame: reverse("setup"), {"setup"}),
    "edition": (
        "届次设置",
        "adjustments",
        lambda frame: frame.of_edition("edition_settings"),
        EDITION_PAGES,
    ),
    "about": (
        "通知与下载",
        "file-description",
        lambda frame: frame.of_edition("edition_about"),
        {"edition_about", "edition_timeline"},
    ),
    "audit": ("审计记录", "fingerprint", lambda frame: reverse("audit_list"), {"audit_list"}),
}

NAV = {
    Role.COLLEGE_STAFF: ("desk", "week", "form", "outings", "showcase", "publicity", "programme"),
    Role.COLLEGE_LEAD: ("desk", "week", "form", "outings", "showcase", "publicity", "programme"),
    Role.OFFICE: (
        *("office_board", "special", "approvals", "all_showcase"),
        *("publicity", "colleges", "edition"),
    ),
    Role.LEADER: (
        *("board", "outside", "all_showcase", "special"),
        *("publicity", "programme", "about"),
    ),
    Role.ADMINISTRATOR: ("setup", "people", "colleges", "board", "showcase"),
    Role.AUDITOR: ("audit", "programme", "showcase", "about"),
    Role.DEPARTMENT: (
        *("work", "own_week", "outings", "showcase"),
        *("publicity", "programme", "about"),
    ),
    Role.JUDGE: ("scoring", "showcase", "programme", "about"),
}
# 保卫处 looks after whoever is outside, the media centre after what is shown: a phone's bar
# has room for the first four.
GUARD_NAV = ("work", "outside", "outings", "own_week", "showcase", "programme", "about")
MEDIA_NAV = ("work", "publicity", "own_week", "showcase", "outings", "programme", "about")
OWN_NAV = {Approver.SECURITY: GUARD_NAV, "media": MEDIA_NAV}
DEPUTY_NAV = ("approvals", "showcase", "programme", "about")


# Where a hat lands in another edition.
LANDING = {
    Role.COLLEGE_STAFF: "desk",
    Role.COLLEGE_LEAD: "desk",
    Role.OFFICE: "board",
    Role.LEADER: "board",
    Role.JUDGE: "showcase",
}


def landing(hat):
    if hat is not None and hat.only_decides:
        return "outing_queue"
    if hat is not None and hat.department is not None and hat.role == Role.DEPARTMENT:
        return landing_of(hat.department)
    return LANDING.get(hat and hat.role, "programme")


def landing_of(department):
    """保卫处 asks first who is outside; the other supporting offices what they prepare."""
    if department.code == Approver.SECURITY:
        return "outing_board"
    return "work_list" if department.code in OFFICES else "programme"


def frame(request):
    return {"frame": Frame(request)}
