from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from colleges.hats import college_in_hand
from colleges.models import College
from colleges.rules import require

from ..forms.profile import ProfileForm
from ..models import CollegeProfile, Edition


@require_http_methods(["GET", "POST"])
def college_profile(request, code):
    """The college's page about itself in one edition."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    college = college_in_hand(request)
    can_edit = request.user.can_fill_for(college.pk)
    profile = CollegeProfile.objects.of(edition, college)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=profile)
    require(can_edit or request.method == "GET")
    if form.is_bound and form.keep(request.user):
        messages.success(request, "已保存学院信息。")
        return redirect("college_profile", edition.code)
    context = {"edition": edition, "college": college, "form": form, "can_edit": can_edit}
    # What stands there, not what a refused form put into its instance.
    context["profile"] = CollegeProfile.objects.of(edition, college)
    context["sees_phone"] = request.user.sees_phones_of(college.pk)
    status = 422 if form.errors else 200
    return render(request, "activities/college_profile.html", context, status=status)


@require_GET
def profile_list(request, code):
    """Every college with its head-counts and whom to ask; for those who read the boards."""
    require(request.user.sees_everything)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), code=code)
    profiles = {
        profile.college_id: profile for profile in CollegeProfile.objects.filter(edition=edition)
    }
    context = {
        "edition": edition,
        "rows": [
            (college, profiles.get(college.pk) or CollegeProfile())
            for college in College.objects.active()
        ],
        "can_import": request.user.is_office or request.user.is_administrator,
        "sees_phone": request.user.is_office,
    }
    return render(request, "activities/profile_list.html", context)
