from django.http import FileResponse
from django.views.decorators.http import require_GET

from ..participant_sheet import TITLE, template_sheet


@require_GET
def outing_people_template(request):
    """The empty list to fill in: nothing in it is anybody's."""
    return FileResponse(template_sheet(), as_attachment=True, filename=f"{TITLE}模板.xlsx")
