"""The frame around every page: edition, hat, navigation, nearest deadline.

Everything is worked out when a template asks for it, so that fragments and pages of strangers
cost no query.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from activities.hand import editions_in_reach, info_form_of
from activities.models import Approver, Requirement
from colleges.hats import worn_hat
from colleges.models import Notice
from colleges.models.people import COLLEGE_ROLES, Role
from reports.models import Filing


@dataclass(frozen=True)
class Entry:
    """One line of the navigation; `pages` are the URL names it stands for."""

    name: str
    icon: str
    url: str
    is_active: bool


@dataclass(frozen=True)
class Deadline:
    """The countdown chip in the top bar."""

    name: str
    due_at: object
    url: str
    is_closed: bool = False


class Frame:
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
        name = match.url_name if stays else LANDING.get(self.hat and self.hat.role, "programme")
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
        """May they let a colleague sign for a time? A lead themselves, or the office."""
        signs = (Role.COLLEGE_LEAD, Role.OFFICE)
        return any(hat.role in signs and not hat.is_delegation for hat in self.hats)

    @cached_property
    def own_filings(self):
        """What the college of the hat owes, in every edition, by deadline."""
        # The desk and the form's page have read them already.
        read = getattr(self.request, "frame_filings", [])
        if read and read[0].college_id == self.hat.college_id:
            return read
        return list(
            Filing.objects.filter(college=self.hat.college_id)
            .select_related("requirement", "extension")
            .order_by("requirement__due_at")
        )

    @cached_property
    def deadline(self):
        if self.hat is None:
            return None
        if self.hat.role in COLLEGE_ROLES:
            return self.own_deadline()
        if self.hat.role in (Role.OFFICE, Role.LEADER):
            return self.school_deadline()
        return None

    def own_deadline(self):
        """The nearest line of what is owed; if all have closed, the last one of this edition."""
        owed = [filing for filing in self.own_filings if filing.is_owed()]
        found = [filing for filing in owed if not filing.is_closed(self.now)][:1]
        found += [filing for filing in owed if filing.edition_id == self.edition_id][-1:]
        if not found:
            return None
        filing = found[0]
        name, url = short(filing.requirement), filing.get_absolute_url()
        return Deadline(name, filing.due_at, url, filing.is_closed(self.now))

    def school_deadline(self):
        """The next line of 附件1; if none is ahead, the one of this edition that has passed."""
        forms = [(info_form_of(edition), edition) for edition in self.editions]
        ahead = [(form, edition) for form, edition in forms if form and form.due_at > self.now]
        ahead.sort(key=lambda pair: pair[0].due_at)
        passed = [(form, one) for form, one in forms if form and one.pk == self.edition_id]
        if not ahead + passed:
            return None
        form, edition = (ahead + passed)[0]
        url = reverse("board", args=[edition.code])
        return Deadline(short(form), form.due_at, url, form.is_closed(self.now))

    @property
    def edition_id(self):
        return self.edition and self.edition.pk

    @cached_property
    def nav(self):
        """At most seven entries for the hat."""
        if self.hat is None:
            return []
        department = self.hat.department
        guards = department is not None and department.code == Approver.SECURITY
        keys = GUARD_NAV if guards else NAV[self.hat.role]
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

    def own_form(self):
        """The college's own 附件1 of this edition; its desk says why there is none."""
        if self.edition is None:
            return None
        for filing in self.own_filings:
            is_form = filing.requirement.kind == Requirement.Kind.INFO_FORM
            if is_form and filing.edition_id == self.edition.pk:
                return filing.get_absolute_url()
        return self.of_edition("desk")


def short(requirement):
    return requirement.annex or requirement.title


WEEK_PAGES = {"week", "activity_new", "activity_detail", "activity_edit", "activity_copy"}
WEEK_PAGES |= {"activity_cancel", "activity_restore", "draft_open"}
FORM_PAGES = {"filing_detail", "filing_panel", "receipt_detail"}
FORM_PAGES |= {"revision_compare", "amendment_new", "amendment_detail"}
OUTING_PAGES = {"outing_list", "outing_detail", "outing_new", "outing_edit", "outing_copy"}
OUTING_PAGES |= {"outing_people", "outing_files", "outing_compare"}
COMPILE_PAGES = {"compile_job_list", "compile_job_detail", "compile_job_compare"}
SPECIAL_PAGES = {"special_case_list", "extension_new", "amendment_detail"}

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
        {"board", "coverage", "filing_detail", "receipt_detail", "reminder_list"},
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
    "compile": (
        "汇总附件1",
        "file-spreadsheet",
        lambda frame: frame.of_edition("compile_job_list"),
        COMPILE_PAGES,
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
    "profile": (
        "学院信息",
        "building",
        lambda frame: frame.of_edition("college_profile"),
        {"college_profile"},
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
    Role.COLLEGE_STAFF: ("desk", "week", "form", "outings", "programme", "profile", "about"),
    Role.COLLEGE_LEAD: ("desk", "week", "form", "outings", "programme", "profile", "about"),
    Role.OFFICE: ("board", "compile", "special", "approvals", "programme", "colleges", "edition"),
    Role.LEADER: ("board", "outside", "special", "programme", "about"),
    Role.ADMINISTRATOR: ("setup", "people", "colleges", "board"),
    Role.AUDITOR: ("audit", "programme", "about"),
    Role.DEPARTMENT: ("own_week", "outings", "programme", "about"),
    Role.JUDGE: ("programme", "about"),
}
# 保卫处 looks after whoever is outside.
GUARD_NAV = ("outside", "outings", "own_week", "programme", "about")


# Where a hat lands in another edition.
LANDING = {
    Role.COLLEGE_STAFF: "desk",
    Role.COLLEGE_LEAD: "desk",
    Role.OFFICE: "board",
    Role.LEADER: "board",
}


def frame(request):
    return {"frame": Frame(request)}
