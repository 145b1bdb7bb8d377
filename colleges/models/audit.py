import hashlib
import json
import logging
import secrets
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, models, transaction
from django.db.models import Q
from django.utils import timezone

from .. import chain_head
from ..chain_head import Head
from ..rules import BrokenRule

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
SEALED_AT_ONCE = 2000
MOST_A_MINUTE = 6
# More than are ever written between the first and the last line of one transaction.
WATCHED = 300
SIGNED_IN = "colleges.user"
CHECKED = "核对审计链"
RESTORED = "恢复备份"
# From each verb to the next by the index: as many steps as there are verbs, however long the log.
VERBS = """
WITH RECURSIVE known (verb) AS (
    SELECT MIN(verb) FROM colleges_auditentry
    UNION ALL
    SELECT (SELECT MIN(verb) FROM colleges_auditentry WHERE verb > known.verb)
    FROM known WHERE known.verb IS NOT NULL
)
SELECT verb FROM known WHERE verb IS NOT NULL
"""

# Address and id of the request being served, set by the middleware, read by `record`.
request_origin = ContextVar("request_origin", default=("", ""))


def canonical(value):
    """The one spelling of a value that digests are taken of."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
    )


def digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def name_of(actor):
    if actor is None:
        return "系统"
    return str(actor) if actor.is_authenticated else "未登录"


class AuditQuerySet(models.QuerySet):
    def record(self, by, verb, thing=None, note="", payload=None):
        """Write down what `by` did. Call it inside the transaction of the change."""
        address, request_id = request_origin.get()
        payload = json.loads(canonical(payload or {}))
        salt = secrets.token_hex(16)
        return self.create(
            actor=by if by and by.pk else None,
            actor_name=name_of(by),
            verb=verb,
            object_type=thing._meta.label_lower if thing is not None else "",
            object_id=str(thing.pk) if thing is not None else "",
            object_text=str(thing)[:200] if thing is not None else "",
            note=note[:1000],
            payload=payload,
            salt=salt,
            payload_digest=digest(salt, canonical(payload)),
            address=address,
            request_id=request_id,
        )

    def matching(self, *, person="", verb="", thing="", since=None, until=None, about=""):
        """The log's filters; `since` and `until` are days of Shanghai, both included.

        `about` names one thing: “activities.activity:12”.
        """
        object_type, _, object_id = about.partition(":")
        asked = {
            "actor_name__icontains": person,
            "verb": verb,
            "object_text__icontains": thing,
            "at__date__gte": since,
            "at__date__lte": until,
            "object_type": object_type,
            "object_id": object_id,
        }
        return self.filter(**{name: value for name, value in asked.items() if value})

    def verbs(self):
        """Every verb that stands in the log, for its filter."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(VERBS)
            return sorted(verb for (verb,) in cursor.fetchall())

    def state(self):
        """Another word as soon as anything was written down: what is derived from the records is
        as good as new while it stands.

        Who signs in and out changes nothing. Of the last entries, not of the newest alone: on
        PostgreSQL one with a lower number may commit after it. Digests are salted, so the word
        is never met again.
        """
        last = self.exclude(object_type=SIGNED_IN).order_by("-pk")
        return digest(*last.values_list("payload_digest", flat=True)[:WATCHED])

    def about(self, thing):
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))

    def blank(self):
        """Forget the details, and the salt they could be guessed by; the chain keeps its digests.

        Returns how many had any.
        """
        told = self.filter(payload__isnull=False).exclude(payload={})
        return told.update(payload=None, salt="")

    def refuse_flood(self, by, verb):
        """What is heavy one person does at most so often a minute: so many entries of this verb.

        A view that writes its entry before it judges counts what it refused as well.
        """
        since = timezone.now() - timedelta(minutes=1)
        if self.filter(actor=by, verb=verb, at__gt=since).count() >= MOST_A_MINUTE:
            raise BrokenRule(f"一分钟内“{verb}”的次数太多了，请稍后再试。")

    def chain(self):
        """Where the chain stands: sealed, unsealed, the last check (an entry) or None."""
        last = self.filter(sequence__isnull=False).order_by("-sequence").first()
        return {
            "sealed": last.sequence if last else 0,
            "unsealed": self.filter(sequence=None).count(),
            "checked": self.filter(verb=CHECKED).order_by("-pk").first(),
        }

    def check_chain(self, by, head=None):
        """Verify the chain, to the end that was noted (or is given), and write down what came
        out; returns what `verify` does."""
        sealed, unsealed, faults = self.verify()
        head = head or chain_head.noted()
        faults += self.cut_after(head)
        found = f"有 {len(faults)} 处问题：{''.join(faults[:5])}" if faults else "完整"
        found += "" if head else "（这台主机没有链头记录，没有核对末尾）"
        note = f"已封存 {sealed} 条，待封存 {unsealed} 条，{found}"
        self.record(by, CHECKED, note=note, payload={"faults": len(faults)})
        return sealed, unsealed, faults

    @transaction.atomic
    def seal(self):
        """Chain what is not chained yet, oldest first; returns how many. One job calls this.

        The unique `sequence` makes two sealers at once harmless: the second one's
        transaction fails whole and finds nothing left the next time.
        """
        last = self.filter(sequence__isnull=False).order_by("-sequence").first()
        number, previous = (last.sequence, last.chain_hash) if last else (0, GENESIS)
        fresh = list(self.filter(sequence=None).order_by("pk")[:SEALED_AT_ONCE])
        for place, entry in enumerate(fresh, start=number + 1):
            entry.sequence = place
            entry.previous_hash = previous
            entry.chain_hash = previous = entry.expected_hash()
        self.bulk_update(fresh, ["sequence", "previous_hash", "chain_hash"], batch_size=500)
        return len(fresh)

    def head(self):
        """The newest sealed entry as a note of it, None of an empty chain."""
        sealed = self.filter(sequence__isnull=False).order_by("-sequence")
        last = sealed.values_list("sequence", "chain_hash").first()
        return Head(*last) if last else None

    def cut_after(self, head):
        """Sentences about an end that was there when `head` was noted, and is not any more."""
        if head is None:
            return []
        there = self.filter(sequence=head.sequence).values_list("chain_hash", flat=True).first()
        if there == head.chain_hash:
            return []
        if there is None:
            now = self.head()
            told = f"曾封存到第 {head.sequence} 条，现在只到第 {now.sequence if now else 0} 条"
        else:
            told = f"第 {head.sequence} 条不是当时封存的那一条"
        return [f"审计链的末尾被截去：{told}。"]

    def note_head(self):
        """Note where the chain ends. A note it contradicts stays: it is the proof."""
        before, now = chain_head.noted(), self.head()
        if now is None or now == before:
            return
        if faults := self.cut_after(before):
            logger.error("audit chain: %s", "".join(faults))
            return
        chain_head.note(now)

    def verify(self):
        """Walk the chain; returns (sealed, unsealed, sentences about what is broken)."""
        previous, number, faults = GENESIS, 0, []
        for entry in self.filter(sequence__isnull=False).order_by("sequence").iterator():
            number += 1
            if entry.sequence != number:
                faults.append(f"第 {number} 条缺失（下一条是第 {entry.sequence} 条）。")
                number = entry.sequence
            if entry.previous_hash != previous:
                faults.append(f"第 {number} 条与前一条不衔接。")
            if entry.chain_hash != entry.expected_hash():
                faults.append(f"第 {number} 条的内容被改动。")
            if entry.payload is not None and entry.payload_digest != entry.own_digest():
                faults.append(f"第 {number} 条的明细被改动。")
            previous = entry.chain_hash
        return number, self.filter(sequence=None).count(), faults


class AuditEntry(models.Model):
    """Who did what to which thing, when. Appended only; sealed into a chain within a minute.

    The chain covers a salted digest of the payload, so that retention may blank the
    payload (and salt) of a person without breaking the chain.
    """

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        db_constraint=False,
        null=True,
        related_name="+",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=40)
    verb = models.CharField("动作", max_length=20)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_text = models.CharField("对象", max_length=200, blank=True)
    note = models.CharField("说明", max_length=1000, blank=True)
    payload = models.JSONField("明细", null=True, encoder=DjangoJSONEncoder)
    salt = models.CharField(max_length=32)
    payload_digest = models.CharField(max_length=64)
    address = models.CharField("来源地址", max_length=45, blank=True)
    request_id = models.CharField("请求编号", max_length=36, blank=True)
    sequence = models.PositiveBigIntegerField("链上序号", null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    chain_hash = models.CharField(max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
            models.Index(fields=["verb", "id"], name="audit_by_verb"),
            models.Index(fields=["id"], condition=Q(sequence__isnull=True), name="audit_unsealed"),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.verb} {self.object_text}"

    @property
    def about(self):
        """The thing as the log's filter names it."""
        return f"{self.object_type}:{self.object_id}" if self.object_type else ""

    def own_digest(self):
        return digest(self.salt, canonical(self.payload))

    def expected_hash(self):
        return digest(
            self.previous_hash,
            str(self.sequence),
            self.at.isoformat(),
            self.actor_name,
            self.verb,
            self.object_type,
            self.object_id,
            self.object_text,
            self.note,
            self.payload_digest,
            self.address,
            self.request_id,
        )
