"""What the notice or the law asks to think of before an activity; it never blocks."""

# 大型群众性活动安全管理条例 (国务院令505): from here on a licence is needed, 20 days ahead.
LARGE_EVENT_VISITORS = 1000


def warnings_about(activity):
    sentences, edition, category = [], activity.edition, activity.category
    if activity.is_outside_the_week:
        sentences.append(f"周外活动：日期不在活动周（{edition.span}）内，请核对。")
    elif not (edition.contains(activity.start_date) and edition.contains(activity.end_date)):
        sentences.append(f"周外活动：有几天不在活动周（{edition.span}）内。")
    if activity.open_to_public and (activity.expected_external or 0) >= LARGE_EVENT_VISITORS:
        sentences.append(
            "预计校外人数达到 1000 人且面向社会开放：可能属于大型群众性活动，"
            "须提前 20 日向公安机关申请安全许可，请先与保卫处联系。"
        )
    if category.code == category.CRAFTSMAN and not activity.open_to_public:
        sentences.append("通知要求“工匠进校园”面向公众开放，请确认为何不开放。")
    if category.code in category.OFF_CAMPUS and not activity.is_outing and activity.is_on_site:
        sentences.append("这类活动通常在校外进行：如需外出，请勾选“外出”，审批通过后方可出发。")
    return sentences
