from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from colleges.models import AuditEntry
from colleges.quotes import quoted

from ..newsroom.status import MEDIA_CENTRE
from .activity import Activity
from .edition import Edition
from .news import NewsItem
from .organiser import Organised, OrganisedQuerySet, both_columns, may_organise


class StoryQuerySet(OrganisedQuerySet):
    def visible_to(self, user):
        if reads_ledger(user):
            return self
        own = Q(college__in=user.college_ids) | Q(department__in=user.department_ids)
        return self.filter(own)

    @transaction.atomic
    def begin(self, by, edition, organiser, *, title, news=None):
        """The unit's story of that name or text; made when nobody has told it before."""
        known = self.of(edition, organiser).filter(Q(news=news) if news else Q(title=title))
        if found := known.first():
            return found
        facts = {"title": title, "news": news, "activity": news and news.activity}
        try:
            with transaction.atomic():
                units = both_columns(organiser)
                made = self.create(edition=edition, created_by=by, **units, **facts)
        except IntegrityError:  # a colleague began it at this very moment
            return self.of(edition, organiser).get(Q(news=news) if news else Q(title=title))
        AuditEntry.objects.record(by, "新增选题", made)
        return made


def reads_ledger(user):
    """教务处, those who read the boards, and the media centre that pushes the stories."""
    return user.sees_everything or MEDIA_CENTRE in user.department_codes


class Story(Organised):
    """What a unit has to tell outside, however many outlets take it: counted once."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="stories")
    title = models.CharField("选题", max_length=60)
    news = models.ForeignKey(
        NewsItem, on_delete=models.SET_NULL, null=True, related_name="stories", verbose_name="稿件"
    )
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="关联活动"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = StoryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "选题"
        constraints = [
            *Organised.Meta.constraints,
            models.UniqueConstraint(
                fields=["edition", "college", "title"], name="one_story_per_college_and_title"
            ),
            models.UniqueConstraint(
                fields=["edition", "department", "title"], name="one_story_per_department_and_title"
            ),
        ]

    def __str__(self):
        return quoted(self.title)

    def can_be_entered_by(self, user):
        """The own unit; the media centre and 教务处 push stories for everybody."""
        pushes = user.reviews_media
        return pushes or may_organise(user, self.edition_id, self.organiser)
