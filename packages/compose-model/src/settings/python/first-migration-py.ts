/** `fun/first_migration.py`: what is different while an empty database is filled, from a baseline or by migrations. */
export const firstMigrationPy = String.raw`"""The first migration of a database: without waiting for the disk, and from a baseline when one was handed over."""
import gzip
import os
import re
import secrets
import zlib
from pathlib import Path


def database():
    """Where the database is: as the worker says, else from the settings, which take seconds to load."""
    if 'FUN_DATABASE_HOST' in os.environ:
        return {key: os.environ['FUN_DATABASE_' + key] for key in ('HOST', 'PORT', 'NAME', 'USER', 'PASSWORD')}
    from django.conf import settings

    return settings.DATABASES['default']


class FirstMigration:
    """While an empty database is filled, MySQL does not wait for the disk after each of 1,280 migrations.

    Needs MYSQL_ROOT_PASSWORD; without it, or with tables in the database, nothing is changed. A crash half-way means what it means
    for any first migration: the database is made anew.
    """

    RELAXED = (('innodb_flush_log_at_trx_commit', 0), ('sync_binlog', 0))
    # Stands in the database while a baseline is being restored: nobody has used a database that holds it.
    MARKER = 'fun_restoring'

    def __init__(self):
        self.connection = None
        self.before = []

    @property
    def fresh(self):
        """Whether the database was empty."""
        return self.connection is not None

    def __enter__(self):
        password = os.environ.get('MYSQL_ROOT_PASSWORD')
        if not password:
            return self
        import MySQLdb

        default = database()
        self.name = default['NAME']
        try:
            connection = MySQLdb.connect(host=default['HOST'], port=int(default['PORT'] or 3306), user='root', password=password)
            cursor = connection.cursor()
            cursor.execute('SELECT table_name FROM information_schema.tables WHERE table_schema = %s', [self.name])
            tables = {row[0] for row in cursor.fetchall()}
            if tables and self.MARKER not in tables:
                connection.close()
                return self
            if tables:
                print('a restore was interrupted: the database is made anew', flush=True)
                self.empty(cursor)
            for name, value in self.RELAXED:
                cursor.execute('SELECT @@GLOBAL.' + name)
                self.before.append((name, cursor.fetchone()[0]))
                cursor.execute('SET GLOBAL {} = {}'.format(name, value))
            cursor.execute('SET SESSION wait_timeout = 7200')
            self.connection = connection
        except MySQLdb.Error as error:
            print('first migration without relaxed durability: {}'.format(error), flush=True)
        return self

    def __exit__(self, *_):
        if self.connection is None:
            return
        cursor = self.connection.cursor()
        for name, value in self.before:
            cursor.execute('SET GLOBAL {} = {}'.format(name, int(value)))
        self.connection.close()

    def empty(self, cursor):
        """Drops the database and makes it again with the server's character set; grants are by name and stay.

        The name is one of letters, digits and underscores: the model makes no other.
        """
        cursor.execute('DROP DATABASE ' + self.name)
        cursor.execute('CREATE DATABASE ' + self.name)

    def restore(self, path):
        """Fills the empty database from a baseline. False, with the database empty again, when that cannot be done."""
        import MySQLdb

        cursor = self.connection.cursor()
        try:
            # Whole before the first statement: a damaged file changes nothing.
            dump = gzip.decompress(Path(path).read_bytes())
            dump = NEW_SECRET.sub(lambda _: secrets.token_hex(64).encode('ascii'), dump)
        except (OSError, EOFError, zlib.error) as error:
            print('the baseline cannot be read: {}'.format(error), flush=True)
            return False
        try:
            self.connection.autocommit(True)
            self.connection.select_db(self.name)
            cursor.execute('CREATE TABLE {} (id INT PRIMARY KEY)'.format(self.MARKER))
            for statements in batches(dump):
                cursor.execute(statements)
                while cursor.nextset():
                    pass
            cursor.execute('DROP TABLE {}'.format(self.MARKER))
            return True
        except MySQLdb.Error as error:
            print('the baseline cannot be restored: {}'.format(error), flush=True)
            self.empty(self.connection.cursor())
            return False


# A baseline holds no client's secret: each is made anew. Nobody knows the former one either.
NEW_SECRET = re.compile(b'@fun-new-secret@')
# Well below the smallest max_allowed_packet that a server comes with (MySQL 5.7: 4 MB).
BATCH_BYTES = 1024 * 1024


def batches(dump):
    """Statements of a dump in pieces that one packet holds. mysqldump escapes line feeds in texts: ';' ends a line only where a statement ends."""
    statements, size = [], 0
    for statement in dump.split(b';\n'):
        if size + len(statement) > BATCH_BYTES and statements:
            yield b';\n'.join(statements)
            statements, size = [], 0
        if statement.strip():
            statements.append(statement)
            size += len(statement)
    if statements:
        yield b';\n'.join(statements)
`
