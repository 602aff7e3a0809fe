"""Makes a static generation from the one before it: what came out of unchanged files is linked, the rest is collected and hashed.

The result holds the same files with the same contents as a collection from nothing. It is given up, and everything is collected, when there
is nothing to start from, when packages that process files differ, or when the platform's storage is of a kind that this does not know.

Order of a collection, as Django and the platform have it: finders name the files; r.js rewrites RequireJS modules (django-require); packages
are put together (django-pipeline); every file gets a name with its hash, and references in styles and scripts are rewritten (Django).
"""
import os
import re
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import quote

from static_record import (
    digest, digests, find_files, link_tree, read_record, recipe, write_record,
)

# Above this, collecting everything costs no more.
CHANGES_MAX = 2000
# r.js copies these as they are, as long as its profile leaves styles alone.
NO_MODULE = re.compile(r'\.(css|scss|sass|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|otf|mp[34]|webm|pdf|swf|map|po|mo)$', re.IGNORECASE)
MAY_REFER = re.compile(r'\.(css|js)$')


class Increment:
    """One system's collection on top of the generation before."""

    def __init__(self, root, previous, record, found, inputs):
        self.root = root
        self.previous = previous
        self.found = found
        self.inputs = inputs
        self.before = record['manifest']
        self.rewritten = set(record['rewritten'])
        self.packages = record.get('packages', {})
        self.subset = set()
        old = record['inputs']
        self.changed = {name for name in inputs if old.get(name) != inputs[name]}
        self.gone = {name for name in old if name not in inputs}

    def is_worth_it(self):
        """Whether little enough has changed."""
        return len(self.changed) + len(self.gone) <= CHANGES_MAX

    def needs_modules(self):
        """Whether r.js would make anything else than it made before."""
        if not leaves_styles_alone():
            return True
        return any(not NO_MODULE.search(name) for name in self.changed | self.gone)

    def make(self):
        """Links, collects what changed, processes it. Raises what Django raises for a file that cannot be processed."""
        link_tree(self.previous, self.root)
        for name in self.gone:
            self.remove(name)
        for name in self.changed:
            storage, path = self.found[name]
            target = self.root / name
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(storage.path(path), target)
        self.process()

    def remove(self, name):
        """A file, and every hashed copy of it."""
        (self.root / name).unlink(missing_ok=True)
        self.remove_hashed(name)

    def remove_hashed(self, name):
        """Hashed copies of a file, intermediate ones too."""
        folder, file = os.path.split(name)
        stem, suffix = os.path.splitext(file)
        pattern = re.compile(re.escape(stem) + r'\.[0-9a-f]{12}' + re.escape(suffix) + '$')
        directory = self.root / folder
        if directory.is_dir():
            for entry in os.listdir(directory):
                if pattern.match(entry) and os.path.join(folder, entry) not in self.found:
                    (directory / entry).unlink()

    def process(self):
        """The storage's own processing, with its hashing confined to what may have other content or other references."""
        from django.contrib.staticfiles import storage as django_storage
        from django.contrib.staticfiles.storage import staticfiles_storage

        self.confine_modules()
        self.confine_packages()
        hashing = django_storage.HashedFilesMixin.post_process
        stored_name = django_storage.HashedFilesMixin._stored_name
        increment = self

        def confined(storage, paths, dry_run=False, **options):
            subset = increment.to_hash(paths)
            for name in subset:
                increment.remove_hashed(name)
            yield from hashing(storage, {name: paths[name] for name in subset}, dry_run, **options)
            kept = {name: hashed for name, hashed in increment.before.items() if name not in subset and name not in increment.gone}
            storage.hashed_files = {**kept, **storage.hashed_files}
            print(f'{len(subset)} of {len(kept) + len(subset)} files processed', file=sys.stderr, flush=True)

        def known_name(storage, name, hashed_files):
            cleaned = os.path.normpath(name)
            if cleaned not in hashed_files and cleaned in increment.before and cleaned not in increment.subset:
                return increment.before[cleaned]
            return stored_name(storage, name, hashed_files)

        django_storage.HashedFilesMixin.post_process = confined
        django_storage.HashedFilesMixin._stored_name = known_name
        for _, _, processed in staticfiles_storage.post_process(dict(self.found)):
            if isinstance(processed, Exception):
                raise processed

    def confine_modules(self):
        """r.js is given what it reads, and is not run when nothing of that changed."""
        from require.storage import OptimizedFilesMixin

        increment = self

        def confined(storage, paths, dry_run=False, **options):
            rest = super(OptimizedFilesMixin, storage).post_process
            if not increment.needs_modules():
                yield from rest(paths, dry_run, **options)
                return
            with compile_environment() as environment:
                increment.run_modules(environment, storage, paths)
                yield from rest(paths, dry_run, **options)

        OptimizedFilesMixin.post_process = confined

    def confine_packages(self):
        """django-pipeline puts together only the packages of which a source, or the result, is not what it was."""
        try:
            from pipeline.packager import Packager
        except ImportError:
            return  # The platform puts nothing together.
        increment = self

        def confine(pack):
            def confined(packager, package, **options):
                sources = list(package.sources)
                made = increment.root / package.output_filename
                known = made.exists() and increment.packages.get(package.output_filename) == sources
                if not known or any(increment.differs(name) for name in sources):
                    pack(packager, package, **options)
            return confined

        Packager.pack_stylesheets = confine(Packager.pack_stylesheets)
        Packager.pack_javascripts = confine(Packager.pack_javascripts)

    def run_modules(self, environment, storage, paths):
        """What django-require does in its post_process, over the files that r.js can read."""
        from django.core.files.base import File
        from django.core.files.storage import FileSystemStorage
        from require.conf import settings

        styles_too = not leaves_styles_alone()
        read = {name for name in self.found if styles_too or not NO_MODULE.search(name)}
        for name in read:
            source, path = self.found[name]
            target = Path(environment.compile_dir, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.path(path), target)
        environment.run_optimizer(
            environment.compile_dir_path(settings.REQUIRE_BUILD_PROFILE),
            dir=environment.build_dir, appDir=environment.compile_dir, baseUrl=settings.REQUIRE_BASE_URL,
        )
        compiled = FileSystemStorage(environment.build_dir)
        made = {os.path.relpath(os.path.join(folder, name), environment.build_dir)
                for folder, _, names in os.walk(environment.build_dir) for name in names}
        made -= set(settings.REQUIRE_EXCLUDE)
        rewritten = {name for name in made if self.inputs.get(name) != digest(os.path.join(environment.build_dir, name))}
        for name in rewritten:
            paths[name] = (compiled, name)
            storage.delete(name)
            with open(os.path.join(environment.build_dir, name), 'rb') as file:
                storage.save(name, File(file, name))
        for name in (self.rewritten - rewritten) & set(self.found):
            source, path = self.found[name]
            storage.delete(name)
            shutil.copyfile(source.path(path), self.root / name)
        self.rewritten = rewritten

    def to_hash(self, paths):
        """Names whose content differs from that of the generation before, and those that refer to them, to any depth."""
        touched = {name for name in paths if self.differs(name)}
        # What is gone may still be named: a reference to it comes out otherwise.
        waiting = touched | self.gone
        sources = [name for name in paths if MAY_REFER.search(name)]
        texts = {}
        while waiting:
            names = [os.path.basename(name) for name in waiting]
            wanted = {each.encode() for name in names for each in (name, quote(name))}
            expression = re.compile(b'|'.join(re.escape(name) for name in sorted(wanted)))
            waiting = set()
            for name in sources:
                if name in touched:
                    continue
                if name not in texts:
                    texts[name] = self.references(name)
                if texts[name] and expression.search(texts[name]):
                    waiting.add(name)
            touched |= waiting
        self.subset = touched
        return touched

    def references(self, name):
        """The part of a style or script that can name another file."""
        try:
            content = (self.root / name).read_bytes()
        except OSError:
            return b''
        if name.endswith('.js'):
            return b'\n'.join(re.findall(rb'sourceMappingURL=.*', content))
        return content if b'url(' in content or b'@import' in content or b'sourceMappingURL' in content else b''

    def differs(self, name):
        """Whether the file is another than the one that was hashed before. Linked ones are the same file."""
        if name not in self.before:
            return True
        current, old = self.root / name, self.previous / name
        try:
            if os.path.samefile(current, old):
                return False
            return digest(current) != digest(old)
        except OSError:
            return True


def compile_environment():
    """Temporary folders for r.js."""
    from require.storage import TemporaryCompileEnvironment
    return TemporaryCompileEnvironment(0)


def is_known(settings):
    """Whether the storage works in the order that this module knows."""
    from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
    from require.conf import settings as require_settings
    from require.storage import OptimizedFilesMixin

    standalone = require_settings.REQUIRE_STANDALONE_MODULES or not require_settings.REQUIRE_BUILD_PROFILE
    classes = (OptimizedFilesMixin, ManifestFilesMixin)
    modules = getattr(staticfiles_storage, 'support_js_module_import_aggregation', False)
    return settings.STATIC_ROOT and not standalone and not modules and all(isinstance(staticfiles_storage, each) for each in classes)


def rewritten_files(root, inputs):
    """Names of collected files that became others on the way."""
    return {name for name, content in inputs.items() if name.endswith('.js') and digest(root / name) != content}


def leaves_styles_alone():
    """Whether r.js is told to leave styles alone."""
    from django.contrib.staticfiles.finders import find
    from require.conf import settings

    profile = settings.REQUIRE_BUILD_PROFILE
    path = find(profile) if profile else None
    return path is not None and re.search(r'''optimizeCss['"]?\s*:\s*['"]none['"]''', Path(path).read_text()) is not None


def collect(root, previous, collect_everything):
    """Fills `root`. `previous` is the same system's folder in the generation before, or None."""
    from django.conf import settings

    started = time.monotonic()
    found = find_files()
    inputs = digests(found)
    print(f'{len(found)} files found and read in {time.monotonic() - started:.1f} s', file=sys.stderr, flush=True)
    record = read_record(previous) if previous else None
    increment = None
    if record and record['recipe'] == recipe() and is_known(settings):
        increment = Increment(root, previous, record, found, inputs)
    if increment and increment.is_worth_it():
        print(f'{len(increment.changed)} files changed, {len(increment.gone)} gone: the rest is taken from {previous.parent.name}', file=sys.stderr, flush=True)
        increment.make()
        write_record(root, inputs, increment.rewritten)
    else:
        collect_everything()
        write_record(root, inputs, rewritten_files(root, inputs))
