"""Which media items: of a unit, to be reviewed, for strangers, counted once."""

import logging
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from colleges.files import adopt, stored
from colleges.models import AuditEntry
from colleges.rules import BrokenRule, id_in

from ..media.phash import NEAR, distance, probes
from .activity import Activity
from .media_arrival import AGAIN, ASKED, MADE, TO_COPY
from .media_job import DISK_FULL, MediaJob
from .organiser import OrganisedQuerySet, both_columns

log = logging.getLogger(__name__)

LONGEST = {"place": 60, "people": 100, "photographer": 20, "caption": 100}
MINORS = {"yes", "no"}
# Each may take minutes (conversion.SECONDS); a task has fifteen.
FEW_FILMS = 2
STRAYS_KEPT = timedelta(hours=1)


class MediaItemQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        """The own units'; 教务处, 校领导 and AIGC新媒体中心 see all of them."""
        if user.sees_everything or user.reviews_media:
            return self
        return self.of_units_of(user)

    def tended_by(self, user):
        """Whose processing this person may start again: the own units', all if they review."""
        return self if user.reviews_media else self.of_units_of(user)

    def for_list(self):
        return self.select_related("college", "department", "activity", "uploaded_by", "edition")

    def processing(self):
        return self.filter(status=self.model.Status.PROCESSING)

    def to_do(self):
        """What a job looks into: what came, and old films to be copied again."""
        return self.filter(Q(status=self.model.Status.PROCESSING) | Q(film_state__in=TO_COPY))

    def repeated(self):
        """What its unit sent in twice, and has not said yet whether to keep."""
        return self.filter(self.is_repeated())

    @staticmethod
    def is_repeated():
        return Q(repeats__isnull=False, reviewed_at=None)

    @transaction.atomic
    def settle_repeats(self, by, ids, *, are_kept):
        """All of `ids` stay, or all go for good; of one that is no repeat any more none does."""
        asked = self.repeated().filter(pk__in=ids)
        # Counts and holds them in one: nobody reviews one of them in the middle.
        if asked.update(repeats=F("repeats")) != len(ids):
            raise BrokenRule(
                "勾选的文件有的刚刚处理过、审核过或已删除，这次一个也没有改动。请刷新页面再试。"
            )
        for item in asked.order_by("pk"):
            item.keep_as_well(by) if are_kept else item.remove(by)

    def waiting(self):
        return self.filter(status=self.model.Status.WAITING)

    def asking(self):
        """What the unit has to do something about."""
        return self.filter(status__in=self.model.ASKED)

    def reviewable_by(self, user):
        """Nobody reviews what they uploaded or wrote the facts of."""
        if not user.reviews_media:
            return self.none()
        return self.exclude(Q(uploaded_by=user) | Q(updated_by=user))

    def consented(self):
        return self.filter(self.consent_in_order())

    @staticmethod
    def consent_in_order():
        given = Q(has_minors="no") | Q(has_minors="yes", consent_key__isnull=False)
        return given & Q(consent_withdrawn_at=None)

    def public(self):
        """What strangers may see: the only door. Reviewed, consent in order, its edition open,
        and its activity (if it has one) public itself."""
        approved = self.filter(status=self.model.Status.APPROVED, edition__opened_at__isnull=False)
        return approved.consented().filter(Q(activity=None) | Q(self.of_public_activity()))

    @staticmethod
    def of_public_activity():
        return Exists(Activity.objects.public().filter(pk=OuterRef("activity")))

    def with_activity_shown(self):
        """With `activity_is_public`, so that a list asks once for all its rows."""
        return self.annotate(activity_is_public=self.of_public_activity())

    def pictures(self):
        """What a page can show: no documents."""
        return self.filter(kind__in=[self.model.Kind.PHOTO, self.model.Kind.VIDEO])

    def counting(self):
        """Approved, each picture once: of near-duplicates the one that came first."""
        approved = self.filter(status=self.model.Status.APPROVED)
        earlier = self.model.objects.filter(
            status=self.model.Status.APPROVED, family=OuterRef("family"), pk__lt=OuterRef("pk")
        )
        return approved.filter(~Exists(earlier))

    def looking_like(self, phash):
        """The first of those that differ from `phash` in a few bits only; None if nothing does."""
        if not phash:
            return None
        wanted = Q()
        for place, band in enumerate(probes(phash)):
            wanted |= Q(**{f"band_{place}__in": band})
        rows = self.filter(wanted).order_by("pk").only("phash", "family")
        return next((one for one in rows if distance(one.phash, phash) <= NEAR), None)

    @transaction.atomic
    def take_in(self, upload):
        """An upload that is complete becomes an item; what it is, a job finds out.

        In O(1): the bytes get their name in store, and lose the old one when all is committed.
        """
        item = self.model(
            key=upload.pk,
            family=upload.pk,
            edition=upload.edition,
            **both_columns(upload.department or upload.college),
            name=upload.name,
            size=upload.size,
            uploaded_by=upload.owner,
            updated_by=upload.owner,
            **told_with(upload),
        )
        item.job = MediaJob.objects.for_items_of(item)
        item.save(force_insert=True)
        AuditEntry.objects.record(
            upload.owner, "上传影像", item, payload={"after": {"name": item.name}}
        )
        adopt(upload.path(), item.stored_name)
        transaction.on_commit(lambda: Path(upload.path()).unlink(missing_ok=True))
        return item

    @transaction.atomic
    def queue_old_films(self):
        """Films that came before any was converted, few at a time, while nothing else is to do."""
        if MediaJob.objects.active().exists():
            return
        for item in self.left_behind(AGAIN):
            log.warning("%s keeps the copy it has: its jobs failed", item)
            self.filter(pk=item.pk, film_state=AGAIN).update(film_state=MADE)
        old = self.filter(kind=self.model.Kind.VIDEO, film_state="")
        old = old.exclude(status=self.model.Status.PROCESSING)
        old.copy_again(ASKED, FEW_FILMS)
        if not MediaJob.objects.active().exists():
            # Alone: whatever its job failed of takes no other film along.
            self.left_behind(ASKED).copy_again(AGAIN, 1)

    def left_behind(self, state):
        """Old films whose job has failed or is gone; one that waits for room on the disk waits."""
        failed = Q(job__status=MediaJob.Status.FAILED) & ~Q(job__message=DISK_FULL)
        return self.filter(Q(job=None) | failed, film_state=state)

    def copy_again(self, state, most):
        """The first of these, `most` of one unit, go to a job of their own."""
        old = self.order_by("pk")
        if (first := old.first()) is None:
            return
        chosen = list(old.of(first.edition, first.organiser).values_list("pk", flat=True)[:most])
        facts = {"edition": first.edition, "item_count": len(chosen)}
        job = MediaJob.objects.create(**facts, **both_columns(first.organiser))
        # Two sweepers at once: what one has taken the other finds gone.
        taken = self.model.objects.filter(pk__in=chosen, film_state=first.film_state)
        taken.update(film_state=state, job=job)
        transaction.on_commit(lambda: MediaJob.objects.send_queued(job.pk), robust=True)

    def purge_strays(self, at):
        """Bytes that belong to no item: of a server killed between a name in store and its row."""
        if not (folder := stored("media")).exists():
            return
        known = {key.hex for pair in self.values_list("key", "consent_key") for key in pair if key}
        before = (at - STRAYS_KEPT).timestamp()
        for path in folder.iterdir():
            if path.name[:32] not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def told_with(upload):
    """The facts that came with an upload; what makes no sense is left out, to be said later."""
    told = upload.metadata or {}
    facts = {name: told.get(name, "").strip()[:most] for name, most in LONGEST.items()}
    if not facts["photographer"] and not upload.owner.has_placeholder_name:
        facts["photographer"] = upload.owner.name
    if told.get("has_minors") in MINORS:
        facts["has_minors"] = told["has_minors"]
    own = Activity.objects.of(upload.edition, upload.department or upload.college)
    facts["activity"] = own.filter(pk=id_in(told.get("activity", ""))).first()
    day = upload.edition.day_from_text(told.get("day", ""))
    return facts | {"day": day if day and upload.edition.contains(day) else None}
