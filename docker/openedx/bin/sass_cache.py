"""Compiled style sheets are kept between builds: one whose source, and all that it imports, is what it was is not compiled again.

Installed as `sitecustomize` of the interpreter that runs the platform's scripts/compile_sass.py, it stands before `_sass.compile_filename`, the
one function through which libsass-python compiles files. An entry's key is over the arguments and over every file that an import could name,
by the order in which libsass looks (https://sass-lang.com/documentation/at-rules/import/); what cannot be told from the text is compiled anew.
"""
import hashlib
import marshal
import os
import re
import tempfile
from pathlib import Path

CACHE = Path(os.environ.get('SASS_CACHE', '/cache'))
ENTRIES_MAX = 600
IMPORT = re.compile(r'@import\s+([^;{}]*)')
QUOTED = re.compile(r'''"([^"]*)"|'([^']*)\'''')
TAILS = [prefix + '{}' + suffix for prefix in ('', '_') for suffix in ('', '.scss', '.sass', '.css')]


class Unknown(Exception):
    """What a sheet imports cannot be told from its text."""


class Closure:
    """All files that a style sheet may be made of; imports in comments count too. What was read once is remembered: sheets of one build share
    most of it."""

    def __init__(self):
        self.digests = {}
        self.names = {}
        self.folders = {}

    def read(self, path):
        """Notes a file's digest and the names that it imports, as they stand there. Raises Unknown."""
        content = Path(path).read_bytes()
        names = []
        for statement in IMPORT.findall(content.decode('utf-8', 'replace')):
            quoted = [double or single for double, single in QUOTED.findall(statement)]
            # The indented syntax names files without quotes.
            if '#{' in statement or (not quoted and 'url(' not in statement):
                raise Unknown(path)
            names += quoted
        self.digests[path] = hashlib.sha256(content).hexdigest()
        self.names[path] = names

    def of(self, start, folders):
        """(path, digest) of the sheet and of everything it may import, sorted."""
        found, waiting = set(), [start]
        while waiting:
            path = waiting.pop()
            if path in found:
                continue
            found.add(path)
            if path not in self.digests:
                self.read(path)
            for name in self.names[path]:
                waiting += self.candidates(name, [os.path.dirname(path), *folders])
        return sorted((path, self.digests[path]) for path in found)

    def candidates(self, name, folders):
        """Files that an import of that name could mean."""
        inner, last = os.path.split(name)
        for folder in folders:
            place = os.path.normpath(os.path.join(folder, inner))
            for tail in TAILS:
                if tail.format(last) in self.files(place):
                    yield os.path.join(place, tail.format(last))
            for tail in TAILS:
                if tail.format('index') in self.files(os.path.join(place, last)):
                    yield os.path.join(place, last, tail.format('index'))

    def files(self, folder):
        """Names of the files in a folder; none of one that is not there."""
        if folder not in self.folders:
            try:
                self.folders[folder] = {entry.name for entry in os.scandir(folder) if entry.is_file()}
            except OSError:
                self.folders[folder] = set()
        return self.folders[folder]


def key_of(closure, arguments):
    """Name of an entry. Raises Unknown, also for arguments of a form that is not known, and for source maps, functions and importers."""
    if len(arguments) < 4 or not all(isinstance(arguments[index], bytes) for index in (0, 3)) or any(arguments[5:8]):
        raise Unknown(arguments)
    # libsass adds the working directory by itself.
    folders = ['', *os.fsdecode(arguments[3]).split(os.pathsep)]
    files = closure.of(os.path.normpath(os.fsdecode(arguments[0])), folders)
    return hashlib.sha256(repr((VERSION, arguments, files)).encode()).hexdigest()


def keep(entry, result):
    """Writes an entry whole or not at all; the oldest make room."""
    descriptor, partial = tempfile.mkstemp(dir=CACHE, prefix='.partial-')
    with open(descriptor, 'wb') as file:
        file.write(marshal.dumps(result))
    os.replace(partial, entry)
    entries = sorted(CACHE.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in entries[ENTRIES_MAX:]:
        old.unlink(missing_ok=True)


def install(module):
    """Puts the cache before the module's compile_filename."""
    compile_filename = module.compile_filename
    closure = Closure()

    def cached(*arguments):
        try:
            entry = CACHE / key_of(closure, arguments)
        except (Unknown, OSError):
            return compile_filename(*arguments)
        try:
            result = marshal.loads(entry.read_bytes())
            os.utime(entry)
            return result
        except (OSError, EOFError, ValueError):
            result = compile_filename(*arguments)
        if result[0]:
            try:
                keep(entry, result)
            except (OSError, ValueError) as error:
                print(f'the style sheet is not kept for the next build: {error}')
        return result

    module.compile_filename = cached


try:
    import _sass
except ImportError:
    pass  # Another Python of the build, without libsass.
else:
    VERSION = _sass.libsass_version if hasattr(_sass, 'libsass_version') else hashlib.sha256(Path(_sass.__file__).read_bytes()).hexdigest()
    if CACHE.is_dir():
        install(_sass)
