from django.test import SimpleTestCase

from reports.columns import ANNEX_ONE, SUMMARY, numbered, printed, with_marks

ROW = {
    "id": 7,
    "title": "焊接体验课",
    "category": "校园开放",
    "theme_day": "",
    "tags": ["开放校园", "贴近生活"],
    "start_date": "2025-05-14",
    "end_date": "2025-05-14",
    "start_time": "09:00:00",
    "end_time": "11:30:00",
    "mode": "on_site",
    "venue": "实训楼 101",
    "online_link": "",
    "audiences": ["public", "pupils"],
    "open_to_public": True,
    "expected_internal": 120,
    "expected_external": 30,
    "partners": ["甲公司", "乙社区"],
    "leader_name": "赵老师",
    "leader_phone": "13800000001",
    "is_outing": False,
    "summary": "体验焊接。",
    "needs": ["filming", "power"],
    "remark": "",
    "status": "planned",
    "cancel_reason": "",
}


def shown(label, **changes):
    (column,) = [column for column in SUMMARY if column.label.replace("\n", "") == label]
    (row,) = numbered([ROW | changes], "机电学院")
    return column.text(row)


class ColumnTexts(SimpleTestCase):
    def test_labels_stand_in_the_order_of_the_form(self):
        self.assertEqual(
            [column.label.replace("\n", "") for column in printed(ANNEX_ONE)],
            ["序号", "活动名称", "活动类别", "活动日期", "活动时间", "活动地点", "活动形式"]
            + ["面向对象", "预计人数(人)(校内/校外)", "合作企业/协办单位", "负责人", "联系电话"]
            + ["是否外出", "活动内容简介", "备注"],
        )

    def test_further_columns_follow_the_printed_ones(self):
        self.assertEqual(
            [column.label for column in ANNEX_ONE if not column.printed],
            ["主题活动日", "是否面向社会开放", "预计校内人数(人)", "预计校外人数(人)"]
            + ["所需保障", "标签"],
        )
        self.assertEqual(ANNEX_ONE[: len(printed(ANNEX_ONE))], printed(ANNEX_ONE))

    def test_a_row_as_printed(self):
        for label, expected in [
            ("序号", "1"),
            ("填报单位", "机电学院"),
            ("活动日期", "2025-05-14"),
            ("活动时间", "09:00–11:30"),
            ("活动形式", "线下"),
            ("面向对象", "中小学生、社会公众"),
            ("预计人数(人)(校内/校外)", "校内 120 / 校外 30"),
            ("合作企业/协办单位", "甲公司、乙社区"),
            ("是否外出", "否"),
            ("所需保障", "用电、宣传拍摄"),
            ("标签", "开放校园、贴近生活"),
        ]:
            with self.subTest(label):
                self.assertEqual(shown(label), expected)

    def test_a_span_names_both_days(self):
        self.assertEqual(shown("活动日期", end_date="2025-05-16"), "2025-05-14 至 2025-05-16")

    def test_unknown_numbers_are_a_dash_and_zero_is_zero(self):
        numbers = "预计人数(人)(校内/校外)"
        self.assertEqual(shown(numbers, expected_internal=None, expected_external=None), "-")
        self.assertEqual(shown(numbers, expected_internal=None), "校内 - / 校外 30")
        self.assertEqual(shown(numbers, expected_external=0), "校内 120 / 校外 0")
        self.assertEqual(shown("预计校外人数(人)", expected_external=None), "-")

    def test_online_the_link_is_the_place(self):
        link = "https://live.example.cn/1"
        self.assertEqual(shown("活动地点", mode="online", venue="", online_link=link), link)
        self.assertEqual(shown("活动地点", mode="mixed", online_link=link), f"实训楼 101\n{link}")
        self.assertEqual(shown("活动地点", online_link=link), "实训楼 101")

    def test_a_cancelled_row_says_so_and_why(self):
        cancelled = {"status": "cancelled", "cancel_reason": "天气", "remark": "见方案"}
        self.assertEqual(shown("备注", **cancelled), "见方案；已取消：天气")


class LateMarks(SimpleTestCase):
    def marks(self, rows, on_time):
        return [row["mark"] for row in with_marks(rows, on_time, "05-13 09:12 孙")]

    def test_new_rows_are_late_entries_and_changed_ones_amendments(self):
        rows = [ROW, ROW | {"id": 8, "venue": "操场"}, ROW | {"id": 9}]
        on_time = [ROW, ROW | {"id": 8}]
        self.assertEqual(
            self.marks(rows, on_time),
            ["", "变更（05-13 09:12 孙）", "补报（05-13 09:12 孙）"],
        )

    def test_without_a_filing_in_time_every_row_is_late(self):
        self.assertEqual(self.marks([ROW], []), ["补报（05-13 09:12 孙）"])
