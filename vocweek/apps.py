from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import environment_is_sound


class VocweekConfig(AppConfig):
    name = "vocweek"

    def ready(self):
        register(environment_is_sound, Tags.security)
