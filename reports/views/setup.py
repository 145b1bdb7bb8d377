from django.http import HttpResponse


def setup(request, **kwargs):
    return HttpResponse("")


def edition_load(request, **kwargs):
    return HttpResponse("")


def college_list(request, **kwargs):
    return HttpResponse("")


def college_paste(request, **kwargs):
    return HttpResponse("")


def college_accounts(request, **kwargs):
    return HttpResponse("")
