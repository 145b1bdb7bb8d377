"""Bars for a page without scripts: where each of them lies in an SVG 360 units wide, the width of
a phone, so that letters are not made smaller than they are set."""

WIDTH, ROW, BAR, LEAST = 360, 46, 14, 3
FIGURES = 48  # room for the number behind the longest bar


def bars(shares):
    """{"height", "width", "rows": [{"name", "count", "y", "text_y", "long", "end"}]}."""
    most = max((share.count for share in shares), default=0)
    rows = []
    for place, share in enumerate(shares):
        long = round(share.count / most * (WIDTH - FIGURES), 1) if most else 0
        long = max(long, LEAST) if share.count else 0
        top = place * ROW
        rows.append(
            {
                "share": share,
                "text_y": top + 18,
                "y": top + 25,
                "long": long,
                "figure_x": long + 8,
                "figure_y": top + 37,
            }
        )
    return {"width": WIDTH, "height": max(len(shares) * ROW, ROW), "bar": BAR, "rows": rows}
