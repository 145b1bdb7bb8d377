"""One thing of every kind, and the address of every page about it."""

import uuid

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from colleges.models import Invitation, Notice, Robot, Role
from reports.models import CertificateJob, CompileJob, MediaPackage

from . import honours, make, media, newsroom, summaries, uploads
from .access_matrix import ROLES


def addresses(patterns, found=()):
    """Every (name, pattern) of the URLconf."""
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name, entry.pattern
        else:
            yield from addresses(entry.url_patterns)


EVERY_ADDRESS = dict(addresses(get_resolver().url_patterns))


class Stage:
    """One thing of every kind, all of 机电学院, in the states in which most verbs apply."""

    def __init__(self, test):
        self.test = test
        self.activity = make.activity(college=test.jidian, needs=["security", "power"])
        self.revision = make.filed(test.filing)
        self.draft = make.draft(owner=test.chen, college=test.jidian)
        self.token = Invitation.objects.issue(test.jiang)
        told = {"kind": "returned", "title": "附件1 被退回", "about": test.filing}
        self.notice = Notice.objects.tell([test.chen], key="stage", **told)[0]
        # A third person of the college: the roles of the cast keep what they may.
        deputy = make.person("沈", Role.COLLEGE_STAFF, username="shen", college=test.jidian)
        self.delegation = make.delegation(test.sun, deputy)
        address = f"wecombot://{uuid.uuid4()}"
        self.robot = Robot.objects.add_robot(test.zhou, name="教务群", address=address)
        self.document = make.document(edition=test.edition, by=test.zhou, is_public=True)
        self.extension = make.extension(test.filing)
        self.amendment = make.amendment(test.filing)
        self.upload = make.annex_upload(test.filing)
        self.outing = make.outing(college=test.jidian)
        self.attachment = make.outing_file(self.outing)
        self.code_token = make.gate_token(self.outing)
        self.set_up_showcase(test)
        self.media = media.item(college=test.jidian)
        self.arriving = uploads.half_way(by=test.chen, college=test.jidian)
        self.job = CompileJob.objects.order(test.edition, test.zhou)
        self.partner = make.partner(by=test.chen)
        self.work = make.work_question(test.wei, self.activity)
        self.picture = media.item(college=test.jidian, status="approved")
        self.summary = summaries.version(test.jidian)
        self.package = MediaPackage.objects.order(test.edition, test.zhou, organiser=test.jidian)
        self.article = newsroom.published(newsroom.news_item(college=test.jidian))
        self.news = newsroom.news_item(college=test.jidian)
        self.material = newsroom.material(by=test.zhou, file=newsroom.screenshot())
        self.mention = newsroom.mention(
            newsroom.story(college=test.jidian), shot=newsroom.screenshot()
        )

        figures = make.collects(test.edition, test.jidian, "statistics_form")
        make.figures(test.jidian, activity=make.activity(college=test.jidian))
        self.figures = make.filed(figures)
        self.award = make.closed_award(test.edition, by=test.zhou)
        self.veto = make.veto(self.award, test.caijing, by=test.zhou)
        self.set_up_honours(test)

    def set_up_honours(self, test):
        """A 公示 on display, an objection that waits, a certificate and the job that made it."""
        self.announcement = honours.published(test.edition, test.jidian, by=test.zhou)
        self.objection = honours.objection(self.announcement, test.jidian)
        self.certificate = honours.certificate(self.announcement.award, test.jidian, by=test.zhou)
        self.certificate_job = CertificateJob.objects.create(
            award=self.announcement.award, owner=test.zhou, issued_on=timezone.localdate()
        )

    def set_up_showcase(self, test):
        """A released plan with 机电学院 on it, a lot, a backup plan in force, an arrival."""
        self.plan = test.edition.showcase.site
        self.booth = make.booth(self.plan)
        self.booth.give(test.jidian, test.zhou, "手工安排")
        make.booth(self.plan, "A02")
        self.lot = make.lot(self.plan, by=test.zhou)
        self.release = make.release(self.plan, by=test.zhou)
        make.backdrop(self.plan)
        self.backup = make.backup_plan(test.edition, name="取消", calls_off=True)
        self.switch = make.weather_switch(make.backup_plan(test.edition))
        self.arrival = test.edition.booth_arrivals.create(
            college=test.jidian, by=test.chen, at=timezone.now()
        )

    def users(self):
        test = self.test
        people = [None, test.chen, test.sun, test.lin, test.zhou]
        people += [test.chu, test.zheng, test.feng, test.wei, test.jiang]
        return dict(zip(ROLES, people, strict=True))

    def things(self):
        """What `pk` stands for, by the first word of the URL's name."""
        hat = self.test.chen.memberships.get()
        things = {
            "activity": self.activity,
            "annex": self.upload,
            "upload": self.arriving,
            "media": self.media,
            "draft": self.draft,
            "document": self.document,
            "notice": self.notice,
            "robot": self.robot,
            "outing": self.outing,
            "attachment": self.attachment,
            "filing": self.test.filing,
            "extension": self.extension,
            "amendment": self.amendment,
            "plan": self.plan,
            "release": self.release,
        }
        things["summary"] = self.summary
        things["work"], things["picture"] = self.work, self.picture
        things["article"] = self.article
        things["work"] = self.work
        things |= {"result": self.activity, "partner": self.partner}
        things |= {"news": self.news, "mention": self.mention, "material": self.material}
        things |= {"announcement": self.announcement, "objection": self.objection}
        things["certificate"] = self.certificate
        things["requirement"] = self.test.filing.requirement
        things |= {"college": self.test.jidian, "department": self.test.security}
        things |= {"membership": self.test.jiang.memberships.get(), "delegation": self.delegation}
        things |= {"plan": self.plan, "booth": self.booth, "release": self.release}
        things |= {"lot": self.lot, "backup": self.backup, "switch": self.switch}
        things |= {"arrival": self.arrival, "package": self.package}
        things |= {"award": self.award.places.get(college=self.test.jidian), "veto": self.veto}
        return things | {"compile": self.job, "person": self.test.jiang, "hat": hat}

    def thing(self, name):
        if name == "certificate_job_retry":
            return self.certificate_job
        return self.things()[name.removeprefix("public_").split("_")[0]]

    def address(self, name):
        fill = {
            "code": self.test.edition.code,
            "token": self.token,
            "code_token": self.code_token,
            "receipt_no": (self.figures if "rows" in name else self.revision).receipt_no,
            "uidb36": "1",
            "key": "nothing",
            "size": "400",
            "guide": "college",
            "office": "security",
            "indicator": "D3",
            "item": self.work.key,
            "person": self.test.jiang.pk,
            "filing": self.test.filing.pk,
            "site": self.plan.pk,
            "card": self.booth.token,
            "day": self.test.edition.dates[1].isoformat(),
            "college": self.test.jidian.pk,
            "announcement": self.announcement.pk,
            "serial": self.certificate.serial,
        }
        names = EVERY_ADDRESS[name].regex.groupindex
        if "pk" in names:
            fill["pk"] = self.thing(name).pk
        return reverse(name, kwargs={word: fill[word] for word in names})

    def body(self, name):
        """What a POST sends; most verbs say no (with a sentence) to an empty one."""
        save = {"edition": self.test.edition.code, "token": uuid.uuid4(), "title": "写了一半"}
        remind = {"requirement": self.test.filing.requirement_id}
        arrive = {"college": self.test.jidian.pk}
        sent = {"draft_save": save, "remind_now": remind, "booth_arrive": arrive}
        return sent.get(name, {})
