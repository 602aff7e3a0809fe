/** `fun/jobs.py`: one-off work that is more than one command of manage.py, in one process and without a shell. */
export const jobsPy = String.raw`"""One-off work: python -m fun.jobs migrate lms, oauth-clients REDIRECT…, collect-static, development-assets."""
import gc
import json
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
    import MySQLdb

    from fun.first_migration import database

    default = database()
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


def migrations_applied():
    """How many migrations the database says it has."""
    import MySQLdb

    from fun.first_migration import database

    default = database()
    try:
        connection = MySQLdb.connect(
            host=default['HOST'], port=int(default['PORT'] or 3306), user=default['USER'], password=default['PASSWORD'], db=default['NAME'],
        )
        cursor = connection.cursor()
        cursor.execute('SELECT COUNT(*) FROM django_migrations')
        (count,) = cursor.fetchone()
        connection.close()
        return count
    except MySQLdb.Error:
        return 0


def migration_folders():
    """Folders of the tree, relative to it, whose migrations this system applies."""
    from importlib.util import find_spec

    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    tree = os.getcwd()
    for config in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(config.label)
        try:
            spec = module and find_spec(module)
        except ImportError:
            continue
        for folder in (spec and spec.submodule_search_locations) or ():
            if folder.startswith(tree + os.sep):
                yield os.path.relpath(folder, tree)


def migrate(system):
    """All migrations of a system, on an empty database from the baseline that was handed over, if any. Ends with one line for the worker."""
    wait_for_database()
    from fun.first_migration import FirstMigration

    baseline = os.environ.get('FUN_BASELINE')
    result = {'fresh': False, 'restored': False, 'folders': []}
    with FirstMigration() as first:
        result['fresh'] = first.fresh
        if baseline and first.fresh:
            result['restored'] = first.restore(baseline)
        before = migrations_applied()
        if not (result['restored'] and os.environ.get('FUN_BASELINE_COMPLETE')):
            collect_rarely()
            manage(system, 'migrate', '--noinput')
            result['folders'] = sorted(migration_folders())
        result['applied'] = migrations_applied() - before
    print('fun-result ' + json.dumps(result), flush=True)


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
    borrow_generation()
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


def borrow_generation():
    """Copies the generation from another environment that has it, hard links too; whatever goes wrong, it is collected anew."""
    other = os.environ.get('FUN_STATIC_OF_ANOTHER')
    generation = os.environ['STATIC_GENERATION']
    if not other or (STATIC / generation).is_dir() or not (Path(other) / generation).is_dir():
        return
    partial = STATIC / ('.partial-borrowed-' + generation)
    shutil.rmtree(str(partial), ignore_errors=True)
    if subprocess.run(['cp', '-a', os.path.join(other, generation), str(partial)], check=False).returncode == 0:
        partial.rename(STATIC / generation)
        print('the static generation is copied from another environment', flush=True)
    else:
        shutil.rmtree(str(partial), ignore_errors=True)


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
        if into.is_file():
            into.unlink()
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
    # Tearing a platform's modules down takes seconds, and nothing is left to do.
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
`
