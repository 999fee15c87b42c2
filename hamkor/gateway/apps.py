from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from hamkor.drafting.validation import validate_data
from hamkor.errors import BrokenDataFile


class GatewayConfig(AppConfig):
    name = "hamkor.gateway"

    def ready(self) -> None:
        register(check_data_files)


def check_data_files(**_options: object) -> list[CheckMessage]:
    """Name file, line and field of a broken data file; part of `manage.py check`."""
    try:
        validate_data()
    except BrokenDataFile as error:
        return [Error(str(error), id="hamkor.E001")]
    return []
