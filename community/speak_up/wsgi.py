"""The anonymous side, behind WSGI: under ASGI Django puts the body of a large request into a file, unsealed."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from community.speak_up.sender import without_the_sender

os.environ["DJANGO_SETTINGS_MODULE"] = "community.speak_up.settings"
logging.disable(logging.CRITICAL)  # no log, whatever goes wrong
application = without_the_sender(get_wsgi_application())
