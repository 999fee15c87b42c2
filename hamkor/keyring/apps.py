from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "hamkor.keyring"
