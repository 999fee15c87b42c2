from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hamkor.cases"
