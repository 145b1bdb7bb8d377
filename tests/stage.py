"""One thing of every kind, and the address of every page about it."""

import uuid

from django.urls import URLPattern, get_resolver, reverse

from colleges.models import Invitation, Notice, Robot, Role
from reports.models import CompileJob

from . import make
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
        self.activity = make.activity(college=test.jidian)
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
        self.document = make.document(edition=test.edition, by=test.zhou)
        self.extension = make.extension(test.filing)
        self.amendment = make.amendment(test.filing)
        self.upload = make.annex_upload(test.filing)
        self.outing = make.outing(college=test.jidian)
        self.attachment = make.outing_file(self.outing)
        self.code_token = make.gate_token(self.outing)
        self.job = CompileJob.objects.order(test.edition, test.zhou)

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
            "draft": self.draft,
            "document": self.document,
            "notice": self.notice,
            "robot": self.robot,
            "outing": self.outing,
            "attachment": self.attachment,
            "filing": self.test.filing,
            "extension": self.extension,
            "amendment": self.amendment,
        }
        things["requirement"] = self.test.filing.requirement
        things |= {"college": self.test.jidian, "department": self.test.security}
        things |= {"membership": self.test.jiang.memberships.get(), "delegation": self.delegation}
        return things | {"compile": self.job, "person": self.test.jiang, "hat": hat}

    def address(self, name):
        fill = {
            "code": self.test.edition.code,
            "token": self.token,
            "code_token": self.code_token,
            "receipt_no": self.revision.receipt_no,
            "uidb36": "1",
            "key": "nothing",
            "guide": "college",
            "person": self.test.jiang.pk,
            "filing": self.test.filing.pk,
        }
        names = EVERY_ADDRESS[name].regex.groupindex
        if "pk" in names:
            fill["pk"] = self.things()[name.split("_")[0]].pk
        return reverse(name, kwargs={word: fill[word] for word in names})

    def body(self, name):
        """What a POST sends; most verbs say no (with a sentence) to an empty one."""
        save = {"edition": self.test.edition.code, "token": uuid.uuid4(), "title": "写了一半"}
        remind = {"requirement": self.test.filing.requirement_id}
        return {"draft_save": save, "remind_now": remind}.get(name, {})
