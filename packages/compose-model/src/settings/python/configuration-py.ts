/** `fun/configuration.py`: puts secrets into the rendered YAML for the moment in which the platform reads it. */
export const configurationPy = String.raw`"""The YAML that the platform reads: the rendered file, a person's local one over it, and secrets put in.

Rendered files hold a placeholder with the name of an environment variable where a secret belongs. The finished copy exists, readable by its owner only, while the
platform's settings module is being imported and no longer.
"""
import contextlib
import json
import os
import re
import shutil
import tempfile

import yaml
from django.core.exceptions import ImproperlyConfigured

FOLDER = os.environ.get('FUN_CONFIGURATION', '/openedx/config')
PLACEHOLDER = re.compile(r'\$\{([A-Z][A-Z0-9_]*)\}')


def secret(match):
    """The value of a secret, from the environment. Jobs that need none are told so by FUN_SECRETS=absent."""
    name = match.group(1)
    if name in os.environ:
        return os.environ[name]
    if os.environ.get('FUN_SECRETS') == 'absent':
        return 'absent'
    raise ImproperlyConfigured('The settings name the secret {0}, and the environment has no {0}.'.format(name))


def expand(value):
    """The value with secrets in place of placeholders, in strings at any depth."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(secret, value)
    if isinstance(value, dict):
        return {key: expand(item) for key, item in value.items()}
    if isinstance(value, list):
        return [expand(item) for item in value]
    return value


def merge(base, over):
    """Objects are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def read(path):
    """A YAML file as a dictionary; empty when it is absent or empty."""
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        values = yaml.load(file, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)) or {}
    if not isinstance(values, dict):
        raise ImproperlyConfigured('{} must hold keys and values.'.format(path))
    return values


@contextlib.contextmanager
def environment(changes):
    """Environment variables, changed for a while."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def configured(system):
    """While it lasts, LMS_CFG, CMS_CFG, STUDIO_CFG and CONFIG_ROOT lead to the finished configuration of the system."""
    values = merge(
        read(os.path.join(FOLDER, system + '.yml')),
        read(os.path.join(FOLDER, system + '.local.yml')),
    )
    # JSON is YAML too, and quick to write.
    text = json.dumps(expand(values))
    folder = tempfile.mkdtemp(prefix='fun-configuration-')
    try:
        # The JSON names are those of releases that read CONFIG_ROOT.
        for name in (system + '.yml', system + '.env.json', system + '.auth.json'):
            descriptor = os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, 'w') as file:
                file.write(text)
        path = os.path.join(folder, system + '.yml')
        names = ('LMS_CFG',) if system == 'lms' else ('CMS_CFG', 'STUDIO_CFG')
        with environment(dict({name: path for name in names}, CONFIG_ROOT=folder, SERVICE_VARIANT=system)):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
`
