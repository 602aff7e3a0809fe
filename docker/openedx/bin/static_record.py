"""What a static generation was made of: kept beside it, so that the next one can start from it (static_increment.py)."""
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

# A system's record: beside its files, where nginx does not look.
RECORD = '.fun-inputs-{}.json'
# Translations as they were compiled, before anything rewrote them.
TRANSLATIONS = '.fun-js-i18n'


def digest(path):
    """Content of a file, named."""
    with open(path, 'rb') as file:
        return hashlib.md5(file.read()).hexdigest()


# Distributions that collect, put together and rewrite. What others bring are files that finders name.
PROCESSING = re.compile(r'^(openedx[-_.])?(django|require|pipeline|[rc]?jsmin|rcssmin|csscompressor)', re.IGNORECASE)


def processing_packages():
    """Names of installed distributions that process static files, with their versions."""
    import site
    names = [path.name for folder in site.getsitepackages() for path in Path(folder).glob('*.dist-info')]
    return sorted(name for name in names if PROCESSING.match(name))


# Python of the platform that says what is collected and how: among what packages/compose-model/src/image-inputs.ts counts for a generation.
COLLECT_CODE = (
    'lms/envs/**/*.py', 'cms/envs/**/*.py', 'openedx/envs/**/*.py', 'openedx/core/storage.py', 'openedx/core/lib/xblock_pipeline/*.py',
    'openedx/core/djangoapps/theming/finders.py', 'openedx/core/djangoapps/theming/storage.py',
)


def recipe():
    """Names everything beside the files themselves that decides what a collection makes."""
    from django.conf import settings

    names = sorted(name for name in dir(settings) if name.startswith(('STATICFILES_', 'REQUIRE_', 'COMPREHENSIVE_THEME')))
    told = [(name, repr(getattr(settings, name))) for name in [*names, 'STATIC_URL']]
    # Packages are put together anew each time; what they are called decides which files there are.
    packages = [sorted(package['output_filename'] for package in settings.PIPELINE.get(kind, {}).values()) for kind in ('STYLESHEETS', 'JAVASCRIPT')]
    code = [(str(path), digest(path)) for pattern in COLLECT_CODE for path in sorted(Path('.').glob(pattern))]
    text = repr((processing_packages(), told, packages, code, [digest(path) for path in sorted(Path(__file__).parent.glob('static_*.py'))]))
    return hashlib.md5(text.replace(os.environ['STATIC_GENERATION'], '').encode()).hexdigest()


def find_files():
    """Every file that finders name: destination -> (storage, path), first come as collectstatic has it."""
    from django.apps import apps
    from django.contrib.staticfiles.finders import get_finders

    patterns = list({os.path.normpath(pattern) for pattern in apps.get_app_config('staticfiles').ignore_patterns})
    found = {}
    for finder in get_finders():
        for path, storage in finder.list(patterns):
            prefix = getattr(storage, 'prefix', None)
            found.setdefault(os.path.join(prefix, path) if prefix else path, (storage, path))
    return found


def digests(found):
    """Content of each found file."""
    return {name: digest(storage.path(path)) for name, (storage, path) in found.items()}


def write_record(root, inputs, rewritten):
    """Notes what the generation was made of; `rewritten` names the files that r.js made into others."""
    sort_manifest(root)
    record = {
        'recipe': recipe(), 'inputs': inputs, 'manifest': manifest_of(root), 'rewritten': sorted(rewritten),
        'translations': translation_sources(), 'packages': packages(),
    }
    record_of(root).write_text(json.dumps(record))


def packages():
    """Packages of django-pipeline: the file that each becomes, and what it is put together from."""
    try:
        from pipeline.packager import Packager
    except ImportError:
        return {}
    kinds = Packager().packages
    return {package.output_filename: list(package.sources) for kind in kinds.values() for package in kind.values()}


def record_of(root):
    """Path of a system's record."""
    return root.parent / RECORD.format(root.name)


def translation_sources():
    """Names everything that the JavaScript of translations is compiled from."""
    from django.conf import settings

    paths = [path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).glob('*/LC_MESSAGES/*')) if path.is_file()]
    text = repr((processing_packages(), settings.LANGUAGES, [(str(path), digest(path)) for path in paths]))
    return hashlib.md5(text.encode()).hexdigest()


def compile_translations(root, previous, scratch, compile_all):
    """Fills `scratch` with the JavaScript of translations: from the generation before when nothing of it changed."""
    record = read_record(previous) if previous else None
    kept = root.parent / TRANSLATIONS / root.name
    before = previous.parent / TRANSLATIONS / root.name if previous else None
    if record and before.is_dir() and record.get('translations') == translation_sources():
        shutil.copytree(before, scratch, dirs_exist_ok=True)
        link_tree(before, kept)
        return
    compile_all()
    shutil.copytree(scratch, kept, dirs_exist_ok=True)


def read_record(previous):
    """What the generation before was made of, or None."""
    try:
        return json.loads(record_of(previous).read_text())
    except (OSError, ValueError):
        return None


def sort_manifest(root):
    """The manifest names files in the order in which they were processed; that order must not tell generations apart."""
    path = root / 'staticfiles.json'
    if not path.exists():
        return
    manifest = json.loads(path.read_text())
    manifest['paths'] = dict(sorted(manifest['paths'].items()))
    path.unlink()
    path.write_text(json.dumps(manifest))


def manifest_of(root):
    """Names with hashes that Django wrote down."""
    path = root / 'staticfiles.json'
    return json.loads(path.read_text())['paths'] if path.exists() else {}


def link_tree(source, target):
    """The same files under another folder, as hard links."""
    for folder, _, names in os.walk(source):
        into = os.path.join(target, os.path.relpath(folder, source))
        os.makedirs(into, exist_ok=True)
        for name in names:
            destination = os.path.join(into, name)
            if not os.path.exists(destination):
                os.link(os.path.join(folder, name), destination)
