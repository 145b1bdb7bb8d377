from django.http import HttpResponse


def hat_wear(request, **kwargs):
    return HttpResponse("")
