"""Long lists in pages: one college a row, thirty a page, or all of them for the printer."""

from django.core.paginator import Paginator

COLLEGES_A_PAGE = 30
# A last page of a few rows is no page: they stand on the one before.
ORPHANS = 10
EVERYTHING = "all"


def page_of(rows, wanted):
    """The page that `wanted` (as it stands in the address) names; nonsense is the first one."""
    if wanted == EVERYTHING:
        return Paginator(rows, max(len(rows), 1)).page(1)
    return Paginator(rows, COLLEGES_A_PAGE, orphans=ORPHANS).get_page(wanted)
