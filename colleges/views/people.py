from django.http import HttpResponse


def person_list(request, **kwargs):
    return HttpResponse("")


def person_new(request, **kwargs):
    return HttpResponse("")


def person_invite(request, **kwargs):
    return HttpResponse("")


def person_disable(request, **kwargs):
    return HttpResponse("")


def person_enable(request, **kwargs):
    return HttpResponse("")
