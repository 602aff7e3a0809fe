import type { Release } from '../../releases/release.ts'

/** `fun/__init__.py`. */
export const packagePy =
  '"""Settings of this environment, outside of the platform\'s tree. Rendered by FUN Platform."""\n'

/** `fun/{lms,cms}_production.py`: a star import, because that is how Django settings modules inherit. */
export function productionPy(system: 'lms' | 'cms', release: Release): string {
  return `"""Production settings of the ${system === 'lms' ? 'LMS' : 'CMS'}: the platform's own, then what FUN Platform changes."""
from fun.common import finish
from fun.configuration import configured

with configured('${system}'):
    from ${system}.envs.${release.settings.module} import *

finish(globals(), '${system}')
`
}

/** `fun/{lms,cms}_development.py`. */
export function developmentSettingsPy(system: 'lms' | 'cms'): string {
  return `"""Development settings of the ${system === 'lms' ? 'LMS' : 'CMS'}: those of production, with errors shown; then a person's own."""
from fun.${system}_production import *
from fun.development import develop

develop(globals(), '${system}')

try:
    from fun.local import configure
except ImportError:
    pass
else:
    configure(globals(), '${system}')
`
}

/** `fun/local.py` and `{lms,cms}.local.yml`: written once, then a person's. */
export const localPy = `"""Your own settings, last of all. This file is written once and never touched again."""


def configure(settings, system):
    """Change the dictionary of settings in place; system is 'lms' or 'cms'."""
`
export const localYaml = (system: 'lms' | 'cms'): string =>
  `# Your own settings of the ${system === 'lms' ? 'LMS' : 'CMS'}, merged over ${system}.yml. This file is written once and never touched again.\n{}\n`

/** `fun/cache_keys.py`: pages that are cached for everybody belong to one revision; sessions belong to none. */
export const cacheKeysPy = String.raw`"""Names of cache entries.

Pages for anonymous visitors are cached for three minutes. Their names carry the revision, so that a new one is seen at once;
everything else, sessions above all, keeps its name through a deployment. In development no such page is ever found again.
"""
import hashlib
import os
import time
from urllib.parse import quote_plus

REVISION = os.environ.get('FUN_REVISION', '')
LENGTH_MAX = 240


def cache_key(key, key_prefix, version):
    """Django's KEY_FUNCTION: a name of printable characters that memcached takes."""
    key = str(key)
    if 'cache_if_anonymous.' in key:
        key = (REVISION if REVISION != 'development' else str(time.time())) + '.' + key
    name = ':'.join(quote_plus(str(part)) for part in (key_prefix, version, key))
    if len(name) > LENGTH_MAX:
        name = quote_plus(str(key_prefix))[:32] + ':' + hashlib.sha256(name.encode('utf-8')).hexdigest()
    return name
`

/** `fun/middleware.py`: an answer says which revision made it. */
export const middlewarePy = String.raw`"""An answer says which revision of code, settings and static files made it."""
import os

REVISION = os.environ.get('FUN_REVISION', 'unknown')


def revision_header(get_response):
    """Django middleware."""
    def middleware(request):
        response = get_response(request)
        response['X-FUN-Revision'] = REVISION
        return response
    return middleware
`

/** `fun/healthcheck.py`: no import beyond the standard library, so that a check costs little. */
export const healthcheckPy = String.raw`"""Health checks: healthcheck.py http, healthcheck.py worker. Exit code 0 means healthy."""
import http.client
import os
import sys
import time

ALIVE = '/tmp/fun-worker-alive'
# A worker writes ALIVE with each heartbeat to its broker, every two seconds.
AGE_SECONDS_MAX = 60


def http_answers():
    """Asks the heartbeat, which asks the databases."""
    connection = http.client.HTTPConnection('127.0.0.1', 8000, timeout=9)
    connection.request('GET', '/heartbeat', headers={'Host': os.environ.get('FUN_HOST', 'localhost')})
    return connection.getresponse().status == 200


def worker_is_alive():
    """True while the worker is connected to its broker."""
    return time.time() - os.stat(ALIVE).st_mtime < AGE_SECONDS_MAX


if __name__ == '__main__':
    check = {'http': http_answers, 'worker': worker_is_alive}[sys.argv[1]]
    try:
        healthy = check()
    except OSError as error:
        sys.exit(str(error))
    sys.exit(0 if healthy else 'unhealthy')
`

/** `fun/worker.py`: read by Celery through `--include`, so that health can be told without asking the broker. */
export const workerPy = String.raw`"""Loaded by Celery workers (--include): each heartbeat to the broker leaves a trace that the health check reads."""
from celery.signals import heartbeat_sent, worker_ready

from fun.healthcheck import ALIVE


@heartbeat_sent.connect
@worker_ready.connect
def leave_trace(**_):
    """Writes the time of the last sign of life."""
    with open(ALIVE, 'w'):
        pass
`

/** `gunicorn.conf.py`: as `gunicorn.py` on PYTHONPATH it would hide the package. Figures: shared/facts/edx-platform.md, Running. */
export const gunicornPy = String.raw`"""gunicorn: the platform is imported once and shared by its workers; SIGTERM ends it in half a second."""
import gc
import os
import sys

bind = '0.0.0.0:8000'
workers = int(os.environ.get('GUNICORN_WORKERS', '2'))
preload_app = True
timeout = 300
graceful_timeout = 25
worker_tmp_dir = '/dev/shm'
forwarded_allow_ips = '*'
accesslog = None
errorlog = '-'
# Newer gunicorns open a control socket; nothing here speaks to it.
control_socket_disable = True

# Importing the platform makes millions of objects that stay: looking for garbage among them costs a third of the time.
gc.disable()


def when_ready(server):
    """What was imported is kept out of garbage collection, so that its memory stays shared."""
    gc.collect()
    gc.freeze()
    gc.enable()


def post_worker_init(worker):
    """Templates use webpack_loader.utils as an attribute that only this import makes."""
    try:
        import webpack_loader.utils
    except ImportError:
        pass


def leave(code):
    """Python takes six seconds to tear the platform down; there is nothing in it to be saved."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def worker_exit(server, worker):
    """A worker that served its last request is gone at once, unless it ends by an error."""
    error = sys.exc_info()[1]
    if error is None or (isinstance(error, SystemExit) and not error.code):
        leave(0)


def on_exit(server):
    """The code of a failed start (HaltServer) is kept."""
    leave(getattr(sys.exc_info()[1], 'exit_status', 0))
`
