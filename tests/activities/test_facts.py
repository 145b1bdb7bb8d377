from datetime import date, time

import pytest

from activities.facts import LABELS, Audience, changed_facts, compared, labels, told


class TestToldInWords:
    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("expected_internal", None, "-"),
            ("expected_internal", 0, "0"),
            ("open_to_public", True, "是"),
            ("is_outing", False, "否"),
            ("mode", "mixed", "线上线下结合"),
            ("audiences", ["public", "pupils"], "中小学生、社会公众"),
            ("partners", ["甲厂", "乙厂"], "甲厂、乙厂"),
            ("needs", [], ""),
            ("start_time", time(9, 5), "09:05"),
            ("start_date", date(2025, 5, 14), "2025-05-14"),
            ("title", "=1+1", "=1+1"),
            ("status", "cancelled", "已取消"),
        ],
    )
    def test_a_fact(self, name, value, words):
        assert told(name, value) == words

    def test_labels_stand_in_the_order_of_the_set(self):
        assert labels(Audience, ["public", "students"]) == ["本校学生", "社会公众"]


class TestChanges:
    def test_only_what_differs_is_kept_with_both_values(self):
        changes = changed_facts({"title": "甲", "venue": "东"}, {"title": "乙", "venue": "东"})
        assert changes == {"before": {"title": "甲"}, "after": {"title": "乙"}}

    def test_nothing_changed(self):
        assert changed_facts({"title": "甲"}, {"title": "甲"}) == {"before": {}, "after": {}}


class TestTwoVersions:
    facts = dict.fromkeys(LABELS, "")

    def test_every_fact_a_person_may_change_is_set_side_by_side(self):
        shown = [label for label, *_ in compared(self.facts, self.facts)]
        assert shown == [
            label for name, label in LABELS.items() if name not in ("status", "cancel_reason")
        ]

    def test_what_differs_is_marked(self):
        rows = compared(self.facts, self.facts | {"title": "我的", "mode": "online"})
        marked = [row for row in rows if row[3]]
        assert marked == [("活动名称", "", "我的", True), ("活动形式", "", "线上", True)]

    def test_unknown_and_zero_differ(self):
        theirs = self.facts | {"expected_internal": None}
        rows = compared(theirs, theirs | {"expected_internal": 0})
        assert [row for row in rows if row[3]] == [("预计校内人数", "-", "0", True)]
