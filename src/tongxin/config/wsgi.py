"""The WSGI application; it does not start while a check fails."""

import os
import sys

from django.core.checks import Tags, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
application = get_wsgi_application()

if faults := run_checks(tags=["tongxin", Tags.urls]):
    sys.exit("\n".join(str(fault) for fault in faults))
