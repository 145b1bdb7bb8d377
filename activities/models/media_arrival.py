"""What becomes of an item while a job looks into its file."""

import logging
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from colleges.files import discard, keep, stored
from colleges.models import AuditEntry, Notice, NoticeKind, Workflow
from colleges.rules import BrokenRule

from ..media.phash import bands
from .edition import Edition
from .media_refusal import MediaRefusal

log = logging.getLogger(__name__)

COPIES = ("1600", "800", "400", "film")
# Of the copy of a film: somebody is about to make it again; once more after a job that failed;
# made by the means of now, or given up.
ASKED, AGAIN, MADE = "asked", "again", "made"
TO_COPY = (ASKED, AGAIN)
FACTS = ("kind", "content_type", "sha256", "width", "height", "seconds", "codec", "phash")


class Arriving(Workflow):
    """The verbs of an item's job; each is whole or has not happened."""

    class Meta:
        abstract = True

    @property
    def stored_name(self):
        """Of the original in store; the copies are called after it."""
        return f"media/{self.key.hex}"

    def stored_copy(self, size):
        return f"{self.stored_name}-{size}"

    def work_on(self, workshop, folder):
        if self.film_state in TO_COPY:
            self.make_film_again(workshop, folder)
        else:
            self.look_into(workshop, folder)

    def look_into(self, workshop, folder):
        """Find out what the file is and make its copies, or say why it is not taken."""
        target = Path(folder) / self.key.hex
        try:
            facts = workshop.look_into(stored(self.stored_name), self.name, target)
        except BrokenRule as refusal:
            self.refuse(str(refusal))
        else:
            self.arrive(facts, target)
        finally:
            # The folder stays until the last of the job: what is refused takes no room meanwhile.
            for size in COPIES:
                Path(f"{target}-{size}").unlink(missing_ok=True)

    @transaction.atomic
    def arrive(self, facts, target):
        # One at a time: of two that look the same each would find itself the first.
        Edition.objects.filter(pk=self.edition_id).update(version=F("version"))
        # Its people may have taken it back while it was looked into.
        if not self.still_processed():
            return
        for size in COPIES:
            if (made := Path(f"{target}-{size}")).exists():
                keep(made, self.stored_copy(size))
        told = {name: facts[name] for name in FACTS if name in facts}
        told["film_state"] = MADE if told["kind"] == "video" else ""
        told["day"] = self.day or self.likely_day(facts.get("taken_on", ""))
        told |= {f"band_{n}": band for n, band in enumerate(bands(told.get("phash", "")))}
        told["family"] = self.family_of(told)
        told["repeats"] = self.sent_before(told["sha256"])
        source, target = [self.Status.PROCESSING], self.Status.WAITING
        self.move("收下", by=None, source=source, target=target, **told)
        if self.repeats:
            self.tell_of_repeat()

    def make_film_again(self, workshop, folder):
        """A copy that browsers play, of a film that came before any was converted. Nothing else of
        it changes; what cannot be converted stays as it is."""
        target = Path(folder) / self.key.hex
        facts = {}
        try:
            facts = workshop.look_into(stored(self.stored_name), self.name, target)
        except BrokenRule as refusal:
            log.warning("%s keeps the copy it has: %s", self, refusal)
        self.film_made(facts, Path(f"{target}-film"))
        for size in COPIES:
            Path(f"{target}-{size}").unlink(missing_ok=True)

    @transaction.atomic
    def film_made(self, facts, made):
        told = {"film_state": MADE} | ({"codec": facts["codec"]} if made.exists() else {})
        # Its people may have deleted it meanwhile.
        if not type(self).objects.filter(pk=self.pk, film_state__in=TO_COPY).update(**told):
            return
        if made.exists():
            keep(made, self.stored_copy("film"))
            AuditEntry.objects.record(None, "重新转换视频", self, self.name)

    def likely_day(self, taken_on):
        """What the camera says, else the day it came, if that is one of the week."""
        came = timezone.localdate(self.uploaded_at)
        days = (self.edition.day_from_text(taken_on), came)
        return next((day for day in days if day and self.edition.contains(day)), None)

    def still_processed(self):
        mine = type(self).objects.processing().filter(pk=self.pk)
        return mine.update(version=F("version"))

    def family_of(self, facts):
        """The family of the first one that is the same file or looks the same, else its own."""
        others = type(self).objects.filter(edition=self.edition_id).exclude(pk=self.pk)
        twin = others.filter(sha256=facts["sha256"]).order_by("pk").first()
        twin = twin or others.looking_like(facts.get("phash", ""))
        return twin.family if twin else self.key

    def sent_before(self, sha256):
        """The same bytes from the same unit; another unit's are the office's to find.

        Of what was hidden, sent back or withdrawn nothing counts as it stands: sent again, it may
        be the one that can be used.
        """
        own = type(self).objects.of(self.edition, self.organiser).exclude(pk=self.pk)
        own = own.exclude(status__in=[self.Status.HIDDEN, *self.ASKED])
        return own.filter(sha256=sha256).order_by("pk").first()

    def tell_of_repeat(self):
        Notice.objects.tell(
            [self.uploaded_by],
            key=f"media-repeated:{self.job_id}",
            kind=NoticeKind.JOB,
            title="有文件以前传过",
            body=f"“{self.name}”和本单位已有的{self.repeats}内容完全一样，只算一次。"
            "都列在影像资料页，可以删除新传的，也可以保留。",
            url=self.job.get_absolute_url(),
        )

    @transaction.atomic
    def refuse(self, reason):
        """It does not come in: a line for whoever sent it, nothing of it is kept."""
        if not self.still_processed():
            return
        facts = {"college": self.college, "department": self.department}
        facts |= {"edition": self.edition, "owner": self.uploaded_by}
        MediaRefusal.objects.create(name=self.name, reason=reason[:300], **facts)
        AuditEntry.objects.record(None, "没有收下", self, f"{self.name}：{reason}")
        Notice.objects.tell(
            [self.uploaded_by],
            key=f"media-refused:{self.job_id}",
            kind=NoticeKind.JOB,
            title="有文件没有收下",
            body=f"“{self.name}”：{reason}全部原因见影像资料页。",
            url=self.job.get_absolute_url(),
        )
        self.drop()

    def drop(self):
        """The row at once, the bytes when that is certain."""
        keys = [self.stored_name, *(self.stored_copy(size) for size in COPIES)]
        type(self).objects.filter(pk=self.pk).delete()
        transaction.on_commit(lambda: [discard(key) for key in keys])
