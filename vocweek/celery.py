import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vocweek.settings")

app = Celery("vocweek")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def report_for_duty(sender, **kwargs):
    """The first sign of life does not wait for beat: /readyz is ok as soon as the worker is.

    A worker tells by this signal alone that it takes jobs now. It is wiring; nothing in the
    apps hangs on signals.
    """
    app.send_task("vocweek.tasks.note_worker_alive", expires=10)
