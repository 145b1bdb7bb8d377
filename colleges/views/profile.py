from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..profile_forms import ProfileForm


@require_http_methods(["GET", "POST"])
def profile(request):
    form = ProfileForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = form.save()
        messages.success(request, "已保存您的资料。" if changed else "没有改动。")
        return redirect("profile")
    return render(request, "colleges/profile.html", {"form": form})
