#!/usr/bin/env python
"""
Compiles the styles of LMS and Studio, and of themes. Run it from the root of the tree, with requirements/edx/assets.txt
installed and the npm packages in node_modules:

    npm run compile-sass              # for servers
    npm run compile-sass-dev          # readable
    npm run compile-sass -- --help
"""
from pathlib import Path

import click

REPO = Path('.')
COMMON_INCLUDES = [REPO / 'common/static', REPO / 'common/static/sass', REPO / 'node_modules']
# (name, source folder, target folder); a target is relative to the tree or to a theme.
PARTS = {
    'lms': [('lms/static/sass', 'lms/static/css'), ('lms/static/certificates/sass', 'lms/static/certificates/css')],
    'cms': [('cms/static/sass', 'cms/static/css')],
}


def compile_folder(source, target, includes, style, dry):
    """Compiles every file of a folder that is no partial. Returns how many there were."""
    import sass  # late, so that --dry needs no libsass

    count = 0
    for file in sorted(source.rglob('*.scss')):
        if file.name.startswith('_'):
            continue
        output = (target / file.relative_to(source)).with_suffix('.css')
        click.echo(f'  {file} -> {output}')
        count += 1
        if not dry:
            css = sass.compile(filename=str(file), include_paths=[str(path) for path in includes], output_style=style)
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(css, encoding='utf-8')
    return count


def themes_in(folders, names):
    """The folders that hold a theme: those with an `lms` or `cms` folder, and of the names asked for."""
    for folder in folders:
        for theme in sorted(folder.iterdir()):
            if (not names or theme.name in names) and ((theme / 'lms').is_dir() or (theme / 'cms').is_dir()):
                yield theme


@click.command(context_settings={'help_option_names': ['-h', '--help']})
@click.option('-T', '--theme-dir', 'theme_dirs', multiple=True, envvar='COMPREHENSIVE_THEME_DIRS', type=click.Path(path_type=Path),
              help='A folder whose sub-folders are themes.')
@click.option('-t', '--theme', 'themes', multiple=True, help='Only the theme of this name.')
@click.option('--skip-default', is_flag=True, help='Themes only.')
@click.option('--skip-themes', is_flag=True, help='No themes.')
@click.option('--skip-lms', is_flag=True)
@click.option('--skip-cms', is_flag=True)
@click.option('--env', type=click.Choice(['dev', 'development', 'prod', 'production']), default='prod')
@click.option('--dry', is_flag=True, help='Only say what would be compiled.')
def main(theme_dirs, themes, skip_default, skip_themes, skip_lms, skip_cms, env, dry):
    """Compile the styles of LMS and Studio, and of themes."""
    if not (REPO / 'lms/static/sass').is_dir():
        raise click.ClickException('run this from the root of the platform: lms/static/sass is not here')
    style = 'nested' if env.startswith('dev') else 'compressed'
    skipped = {name for name, is_skipped in (('lms', skip_lms), ('cms', skip_cms)) if is_skipped}
    roots = ([] if skip_default else [REPO]) + ([] if skip_themes else list(themes_in(theme_dirs, themes)))
    count = 0
    for root in roots:
        for part in [folders for name in PARTS if name not in skipped for folders in PARTS[name]]:
            source, target = part
            includes = [
                root / Path(source).parent / 'sass', root / 'lms/static/sass', *COMMON_INCLUDES,
                REPO / source, REPO / 'lms/static/sass',
            ]
            count += compile_folder(REPO / source, root / target, includes, style, dry)
    click.echo(f'{count} style sheets{" would be" if dry else ""} compiled')


if __name__ == '__main__':
    main(prog_name='npm run compile-sass --')
