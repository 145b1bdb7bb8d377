from hypothesis import given
from hypothesis import strategies as st

from activities.facts import LABELS
from colleges.models.audit import canonical
from reports.compare import compare, counted, differences
from reports.content import without_personal

BASE = dict.fromkeys(LABELS, "") | {"status": "planned"}


def row(pk, **facts):
    return BASE | {"id": pk, "title": f"活动{pk}"} | facts


def content(*rows):
    return {"unit": "机电学院", "rows": list(rows)}


some_rows = st.lists(
    st.builds(
        row,
        st.integers(1, 6),
        title=st.text(max_size=5),
        status=st.sampled_from(["planned", "cancelled"]),
        leader_phone=st.text(max_size=5),
    ),
    unique_by=lambda drawn: drawn["id"],
    max_size=6,
).map(lambda rows: content(*rows))


class TestDifferences:
    def test_a_new_activity(self):
        assert differences(content(), content(row(1))) == ["新增“活动1”"]

    def test_quotation_marks_of_a_title_are_the_inner_ones(self):
        new = row(1, title="“银龄守护”进社区")
        assert differences(content(), content(new)) == ["新增“‘银龄守护’进社区”"]
        assert compare(content(), content(new))[0].headline == "“‘银龄守护’进社区”"
        assert "““" not in differences(content(row(1)), content(new))[0]

    def test_one_that_is_gone(self):
        assert differences(content(row(1)), content()) == ["删除“活动1”"]

    def test_what_was_changed_is_named(self):
        new = row(1, venue="东区", leader_phone="1")
        assert differences(content(row(1)), content(new)) == ["“活动1”改了活动地点、联系电话"]

    def test_a_cancellation_with_its_reason(self):
        new = row(1, status="cancelled", cancel_reason="暴雨")
        assert differences(content(row(1)), content(new)) == ["取消“活动1”：暴雨"]

    def test_another_reason_of_a_cancelled_one(self):
        old = row(1, status="cancelled", cancel_reason="暴雨")
        sentences = differences(content(old), content(old | {"cancel_reason": "高温"}))
        assert sentences == ["“活动1”改了取消原因"]

    def test_a_restored_one(self):
        old = row(1, status="cancelled", cancel_reason="暴雨")
        assert differences(content(old), content(row(1))) == ["“活动1”改了状态、取消原因"]

    def test_no_phone_is_told(self):
        sentences = differences(content(row(1)), content(row(1, leader_phone="13800000009")))
        assert sentences == ["“活动1”改了联系电话"]

    def test_another_order_of_the_rows_is_no_difference(self):
        assert differences(content(row(1), row(2)), content(row(2), row(1))) == []

    @given(some_rows)
    def test_a_form_does_not_differ_from_itself(self, form):
        assert differences(form, form) == []

    @given(some_rows, some_rows)
    def test_forms_with_other_rows_always_differ(self, old, new):
        same = {one["id"]: one for one in old["rows"]} == {one["id"]: one for one in new["rows"]}
        assert (differences(old, new) == []) == same

    @given(some_rows)
    def test_without_personal_loses_nothing_that_is_not_put_back(self, form):
        public, personal = without_personal(form)
        back = [one | personal[str(one["id"])] for one in public["rows"]]
        assert canonical(public | {"rows": back}) == canonical(form)


def applied(old, changes):
    """The rows of the new form by id: what was found, put onto the old one."""
    rows = {one["id"]: one for one in old["rows"]}
    for change in changes:
        if change.new is None:
            del rows[change.old["id"]]
        else:
            rows[change.new["id"]] = change.new
    return rows


class TestCompare:
    @given(some_rows, some_rows)
    def test_the_changes_lead_from_one_form_to_the_other(self, old, new):
        assert applied(old, compare(old, new)) == {one["id"]: one for one in new["rows"]}

    @given(some_rows, some_rows)
    def test_the_other_way_round_before_and_after_change_places(self, old, new):
        there = {(change.title, *fact) for change in compare(old, new) for fact in change.facts}
        back = compare(new, old)
        turned = [(c.old or c.new, label, b, a) for c in back for label, a, b in c.facts]
        assert len({(c.old or c.new)["id"] for c in back}) == len(compare(old, new))
        assert {fact[1:] for fact in there} == {fact[1:] for fact in turned}

    @given(some_rows, some_rows)
    def test_masked_nothing_but_the_phone_is_told_otherwise(self, old, new):
        for change in compare(old, new):
            others = [fact for fact in change.facts if fact[0] != "联系电话"]
            assert others == [fact for fact in change.masked_facts if fact[0] != "联系电话"]

    def test_each_fact_before_and_after_in_words(self):
        old, new = row(1, start_time="09:00:00"), row(1, start_time="10:30:00", venue="东区")
        (change,) = compare(content(old), content(new))
        assert change.facts == [("开始时间", "09:00", "10:30"), ("活动地点", "", "东区")]

    def test_a_phone_is_masked(self):
        (change,) = compare(content(row(1)), content(row(1, leader_phone="13800000009")))
        assert change.masked_facts == [("联系电话", "", "138****0009")]

    def test_they_are_counted(self):
        changes = compare(content(row(1), row(2)), content(row(2, venue="东区"), row(3)))
        assert counted(changes) == "新增 1 项、删除 1 项、修改 1 项"
        assert counted([]) == "没有差别"
