"""Nothing typed is lost: what a button refused a moment ago is in its form again, once."""

REFUSED = "refused_form"
KEPT = ("reason", "refile_by")
LONGEST = 1000


def keep_typed(request):
    texts = {name: request.POST.get(name, "")[:LONGEST] for name in KEPT}
    request.session[REFUSED] = [request.path, texts]


def kept_typed(request, address, name):
    """What was typed as `name` when `address` refused it."""
    path, texts = request.session.get(REFUSED, ("", {}))
    if path != address or name not in texts:
        return ""
    request.session.modified = True
    return texts.pop(name)
