"""The web process's entry point; refuses to serve when no node is configured."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
if not settings.IS_CONFIGURED:
    raise ImproperlyConfigured("HAMKOR_NODE names no node: use `hamkor node run FOLDER`")
application = get_wsgi_application()
