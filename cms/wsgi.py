"""Pages, in production."""

import os

from django.core.wsgi import get_wsgi_application

from cms.warm_up import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_wsgi_application()
warm_up()
