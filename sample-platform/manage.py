#!/usr/bin/env python
"""
Usage: manage.py {lms|cms} [--settings NAME] COMMAND …

Two Django projects share this tree: the first argument says whose settings to use. `--settings NAME` means
`<project>.envs.NAME`; without it DJANGO_SETTINGS_MODULE is used when it is set, then `<project>.envs.devstack`.
All other arguments are Django's.
"""
import os
import sys
from argparse import ArgumentParser

PROJECTS = {
    'lms': 'Learning management system: what students see',
    'cms': 'Studio: where courses are made',
}


def parse_arguments(arguments):
    """Returns our own arguments (project, settings, service_variant) and the ones meant for Django."""
    parser = ArgumentParser(prog='manage.py', description=__doc__)
    projects = parser.add_subparsers(dest='project', required=True)
    for name, text in PROJECTS.items():
        project = projects.add_parser(name, help=text, add_help=False)
        project.add_argument('--settings', help=f'a module in {name}.envs')
        project.add_argument('--service-variant', default=name)
    return parser.parse_known_args(arguments)


def main():
    """Chooses the settings module and hands over to Django."""
    ours, django_arguments = parse_arguments(sys.argv[1:])
    if ours.settings:
        os.environ['DJANGO_SETTINGS_MODULE'] = f'{ours.project}.envs.{ours.settings}'
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', f'{ours.project}.envs.devstack')
    os.environ.setdefault('SERVICE_VARIANT', ours.service_variant)

    from django.core.management import execute_from_command_line
    execute_from_command_line([sys.argv[0], *django_arguments])


if __name__ == '__main__':
    main()
