from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "hamkor.gateway"
