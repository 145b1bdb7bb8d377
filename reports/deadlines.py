"""The edition's deadlines in the browser: when each is due, closes and reminds."""

from django.utils import timezone

from activities.forms.settings import SettingsPage
from activities.models import Edition, Requirement
from colleges.models.audit import canonical, digest

from .moving import Move
from .requirement_form import DeadlineForm, typed_lines


class RequirementsPage(SettingsPage):
    title, url_name = "报送时限", "edition_requirements"
    template = "reports/edition_requirements.html"
    hint = (
        "到逾期线仍未签发的算逾期，之后报送标为“补报”；过了关闭线，须由教务处延期才能再报。"
        "“5月21日前”且21日当天也算，写 5月21日 24:00；当天不算，写 5月20日 24:00。"
    )
    # What moving deadlines would do, told before it is done; the tick names exactly this move.
    effects, move = (), ""
    told = ()

    def build(self):
        rows = []
        for one in self.edition.requirements.all():
            one.edition = self.edition
            stored = {"title": one.title, "annex": one.annex} | typed_lines(one)
            name = one.annex or one.title
            rows.append(
                DeadlineForm(self.data, prefix=f"r{one.pk}", thing=one, name=name, initial=stored)
            )
        return rows

    @property
    def verb(self):
        return "调整时限" if any(form.is_moved for form in self.rows) else super().verb

    def moves(self, at):
        moved = [form for form in self.rows if form.is_moved]
        return [Move(form.thing, *form.lines, form.offsets, at) for form in moved]

    def check(self):
        moves = self.moves(timezone.now())
        facts = [[one.old.pk, *vars(one.after).values(), one.new.reminder_offsets] for one in moves]
        self.move = digest(canonical(facts))
        if moves and self.data.get("confirmed") != self.move:
            self.effects = [told for one in moves for told in one.effects()]

    def problems(self):
        unread = [("confirmed", "移动时限", "请核对影响并勾选确认，再保存。")]
        return super().problems() + (unread if self.effects else [])

    def write(self):
        at = timezone.now()
        moves, version = self.moves(at), Edition.objects.values_list("version", flat=True)
        for form in self.rows:
            facts = dict(zip(("due_at", "closes_at"), form.lines, strict=True))
            if form.resets_reminders:
                facts |= {"reminder_offsets": form.offsets, "reminders_since": at}
            Requirement.objects.filter(pk=form.thing.pk).update(
                title=form.cleaned_data["title"], annex=form.cleaned_data["annex"], **facts
            )
        version = version.get(pk=self.edition.pk)
        self.told = [notice for one in moves for notice in one.tell(self.by, version)]

    @property
    def done(self):
        people = len({notice.user_id for notice in self.told})
        return f"{super().done[:-1]}，并通知了受影响的 {people} 人。" if people else super().done
