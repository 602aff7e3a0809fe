/** `fun/jobs.py`: one-off work that is more than one command of manage.py, in one process and without a shell. */
export const jobsPy = String.raw`"""One-off work: python -m fun.jobs migrate lms, oauth-clients REDIRECT…, collect-static, development-assets."""
import gc
import logging
import os
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

STATIC = Path('/openedx/static')
# Static files of older generations stay reachable here, under hard links.
ALL = STATIC / 'all'
GENERATIONS_KEPT = 5


def manage(*arguments):
    """Runs the tree's own manage.py in this process, as its last act or not."""
    sys.argv = ['manage.py', *arguments]
    try:
        runpy.run_path('manage.py', run_name='__main__')
    except SystemExit as end:
        if end.code:
            raise


class FirstMigration:
    """While an empty database is filled, MySQL does not wait for the disk after each of 1,280 migrations.

    Needs MYSQL_ROOT_PASSWORD; without it, or with tables in the database, nothing is changed. A crash half-way means what it means
    for any first migration: the database is made anew.
    """

    RELAXED = (('innodb_flush_log_at_trx_commit', 0), ('sync_binlog', 0))

    def __init__(self):
        self.connection = None
        self.before = []

    def __enter__(self):
        password = os.environ.get('MYSQL_ROOT_PASSWORD')
        if not password:
            return
        from django.conf import settings
        import MySQLdb

        default = settings.DATABASES['default']
        try:
            connection = MySQLdb.connect(host=default['HOST'], port=int(default['PORT'] or 3306), user='root', password=password)
            cursor = connection.cursor()
            cursor.execute('SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = %s', [default['NAME']])
            if cursor.fetchone()[0]:
                connection.close()
                return
            for name, value in self.RELAXED:
                cursor.execute('SELECT @@GLOBAL.' + name)
                self.before.append((name, cursor.fetchone()[0]))
                cursor.execute('SET GLOBAL {} = {}'.format(name, value))
            cursor.execute('SET SESSION wait_timeout = 7200')
            self.connection = connection
        except MySQLdb.Error as error:
            print('first migration without relaxed durability: {}'.format(error), flush=True)

    def __exit__(self, *_):
        if self.connection is None:
            return
        cursor = self.connection.cursor()
        for name, value in self.before:
            cursor.execute('SET GLOBAL {} = {}'.format(name, int(value)))
        self.connection.close()


def collect_rarely():
    """Less looking for garbage: it takes a third of a first migration, most of it among modules that stay."""
    from django.db.models.signals import pre_migrate

    gc.set_threshold(50_000, 10, 10)

    def freeze(**_):
        gc.freeze()
        pre_migrate.disconnect(dispatch_uid='fun-freeze')

    pre_migrate.connect(freeze, weak=False, dispatch_uid='fun-freeze')


# MySQL's client: no connection, no such host, connection lost while greeting.
NOT_THERE = (2002, 2003, 2005, 2013)
DATABASE_WAIT_SECONDS = 60


def wait_for_database():
    """A database elsewhere has no health check here: it may still be starting, and a wrong address is named as such."""
    from django.conf import settings
    import MySQLdb

    default = settings.DATABASES['default']
    host, port = default['HOST'], int(default['PORT'] or 3306)
    deadline = time.monotonic() + DATABASE_WAIT_SECONDS
    while True:
        try:
            MySQLdb.connect(host=host, port=port, user=default['USER'], password=default['PASSWORD'], connect_timeout=10).close()
            return
        except MySQLdb.OperationalError as error:
            if error.args[0] not in NOT_THERE:
                return  # Refused: the migration itself says why.
            if time.monotonic() > deadline:
                sys.exit('MySQL at {}:{} does not answer: {}'.format(host, port, error.args[-1]))
        time.sleep(1)


def migrate(system):
    """All migrations of a system."""
    wait_for_database()
    collect_rarely()
    with FirstMigration():
        manage(system, 'migrate', '--noinput')


def oauth_clients(*redirects):
    """Studio as an OAuth client of the LMS, and the flags without which its pages need a micro-frontend."""
    import django

    django.setup()
    from django.core.management import call_command

    # This logger writes the client's secret.
    logging.getLogger('openedx.core.djangoapps.oauth_dispatch.management.commands.create_dot_application').setLevel(logging.WARNING)
    call_command('manage_user', 'cms', 'cms@openedx', '--unusable-password')
    call_command(
        'create_dot_application', '--grant-type', 'authorization-code', '--redirect-uris', ' '.join(redirects),
        # One word: a secret may begin with a hyphen.
        '--client-id', os.environ['FUN_STUDIO_CLIENT_ID'], '--client-secret=' + os.environ['CMS_OAUTH2_SECRET'],
        '--scopes', 'user_id', '--skip-authorization', '--update', 'cms-sso', 'cms',
    )
    print('Studio is a client of the LMS')
    from waffle import get_waffle_flag_model

    flags = os.environ.get('FUN_FLAGS', '').split()
    for name in flags:
        get_waffle_flag_model().objects.get_or_create(name=name, defaults={'everyone': True})
    print('{} flags are there'.format(len(flags)))


def collect_static():
    """Makes the static generation, then shows its files beside those of older generations."""
    collected = subprocess.run(['collect-static'], check=False)
    if collected.returncode:
        sys.exit(collected.returncode)
    generation = STATIC / os.environ['STATIC_GENERATION']
    os.utime(generation)
    for system in ('lms', 'cms'):
        link_missing(generation / system, ALL / system)
    generations = sorted(
        (path for path in STATIC.iterdir() if path.is_dir() and path != ALL and not path.name.startswith('.')),
        key=lambda path: path.stat().st_mtime, reverse=True,
    )
    for old in generations[GENERATIONS_KEPT:]:
        print('static generation {} is removed'.format(old.name))
        shutil.rmtree(old)
    if generations[GENERATIONS_KEPT:]:
        drop_files_of_none(generations[:GENERATIONS_KEPT])


def development_assets():
    """Puts the image's assets beside the mounted tree, then the translations of its JavaScript, which pages name."""
    installed = subprocess.run(['install-development-assets'], check=False)
    if installed.returncode:
        sys.exit(installed.returncode)
    children = [
        subprocess.Popen(
            [sys.executable, '-m', 'fun.jobs', 'compile-translations', system],
            env=dict(os.environ, SERVICE_VARIANT=system, DJANGO_SETTINGS_MODULE='fun.{}_development'.format(system)),
        )
        for system in ('lms', 'cms')
    ]
    sys.exit(max(child.wait() for child in children))


def compile_translations(system):
    """Translations of a system's JavaScript, where the platform can compile them."""
    from django.conf import settings

    if 'statici18n' in settings.INSTALLED_APPS:
        manage(system, 'compilejsi18n', '-v', '0')


def link_missing(source, target):
    """Hard links for files that the target does not have."""
    for folder, _, names in os.walk(source):
        into = target / os.path.relpath(folder, source)
        into.mkdir(parents=True, exist_ok=True)
        for name in names:
            if not (into / name).exists():
                os.link(os.path.join(folder, name), into / name)


def drop_files_of_none(generations):
    """Removes what no kept generation holds."""
    kept = {
        os.stat(os.path.join(folder, name)).st_ino
        for generation in generations for folder, _, names in os.walk(generation) for name in names
    }
    for folder, _, names in os.walk(ALL):
        for name in names:
            path = os.path.join(folder, name)
            if os.stat(path).st_ino not in kept:
                os.unlink(path)


if __name__ == '__main__':
    work = {
        'migrate': migrate,
        'oauth-clients': oauth_clients,
        'collect-static': collect_static,
        'development-assets': development_assets,
        'compile-translations': compile_translations,
    }
    work[sys.argv[1]](*sys.argv[2:])
`
