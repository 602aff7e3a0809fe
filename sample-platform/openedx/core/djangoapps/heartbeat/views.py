"""Whether this process and what it needs are well."""
import logging

from django.conf import settings
from django.http import JsonResponse
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def run_checks(extended):
    """Runs the named checks; returns {name: {status, message}}."""
    paths = [*settings.HEARTBEAT_CHECKS, *(settings.HEARTBEAT_EXTENDED_CHECKS if extended else ())]
    results = {}
    for path in paths:
        name, is_well, message = import_string(path)()
        results[name] = {'status': is_well, 'message': message}
    return results


def heartbeat(request):
    """200 when all checks pass, else 503. `?extended` checks the cache and a round trip through the broker too."""
    check_results = run_checks('extended' in request.GET)
    status_code = 200 if all(result['status'] for result in check_results.values()) else 503
    if status_code == 503:
        log.error('Heartbeat check failed: %s', check_results)
    return JsonResponse(check_results, status=status_code)
