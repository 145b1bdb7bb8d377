"""宣传物料 of a college or a department, and of the whole school."""

from functools import cached_property

from colleges.hats import organiser_in_hand

from ..models import Activity


class Material:
    def __init__(self, edition, request):
        self.edition, self.request = edition, request

    @cached_property
    def organiser(self):
        """Whose activities are listed: the own, or those the address names; else nobody's."""
        user, asked = self.request.user, self.request.GET
        named = asked.get("college") or asked.get("department")
        if named or user.college_ids or user.department_ids:
            return organiser_in_hand(self.request)
        return None

    @cached_property
    def activities(self):
        if self.organiser is None:
            return []
        rows = Activity.objects.of(self.edition, self.organiser).planned()
        return list(rows.with_gate().select_related("edition", "category").in_order())

    @property
    def public(self):
        return [activity for activity in self.activities if activity.is_public]

    @property
    def waiting(self):
        """[(why, those nobody outside may read of yet for that reason)]."""
        found = {}
        for one in self.activities:
            if not one.is_public:
                found.setdefault(why_not(one), []).append(one)
        return list(found.items())

    @property
    def days(self):
        themes = self.edition.theme_day_by_date
        return [(day, themes.get(day)) for day in self.edition.dates]


def why_not(activity):
    """What a person who looks for the poster is told, with the way out."""
    if not activity.edition.is_open:
        return "这一届还没有开放，开放后才有海报。"
    if not activity.is_announced:
        return "还没有报送，院长/书记签发附件1之后才有海报。"
    return "外出还没有批准，审批通过后才有海报。"
