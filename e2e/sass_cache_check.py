"""Run by the test in an image that has libsass: prints, for each edit, which sheets were compiled again; fails when a sheet from the cache differs."""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

COMPILE = '''
import glob, json, sass
made = {}
for path in sorted(glob.glob('sheets/[!_]*.scss')):
    try:
        made[path] = sass.compile(filename=path, include_paths=['first', 'second'])
    except sass.CompileError as error:
        made[path] = 'refused'
print(json.dumps(made))
'''
EDITS = [
    ('nothing', {}),
    ('an import of an import', {'second/_colours.scss': '$ink: blue;'}),
    ('a file that stands before another in the search', {'first/_colours.scss': '$ink: green;'}),
    ('a sheet that fails', {'sheets/plain.scss': '.plain { color: $unknown; }'}),
    ('the same once more', {}),
    ('a sheet of another name', {'sheets/third.scss': "@import 'sub/index';", 'second/sub/_index.scss': '.sub { top: 0 }'}),
]


def main():
    """Compiles with the cache and without after each edit."""
    work = Path(tempfile.mkdtemp())
    for folder in ('sheets', 'first', 'second/sub', 'cache', 'module'):
        (work / folder).mkdir(parents=True)
    (work / 'module/sitecustomize.py').write_text(os.environ['MODULE'])
    (work / 'sheets/main.scss').write_text("@import 'base';\n.main { color: $ink; }")
    (work / 'sheets/plain.scss').write_text('.plain { color: red; }')
    (work / 'second/_base.scss').write_text("@import \"colours\";")
    (work / 'second/_colours.scss').write_text('$ink: black;')
    compile_all(work, cached=True)
    report = {}
    for sentence, files in EDITS:
        for name, text in files.items():
            (work / name).write_text(text)
        before = set(os.listdir(work / 'cache'))
        cached, plain = compile_all(work, cached=True), compile_all(work, cached=False)
        if cached != plain:
            sys.exit(f'{sentence}: {cached} instead of {plain}')
        report[sentence] = len(set(os.listdir(work / 'cache')) - before)
    print(json.dumps(report))


def compile_all(work, cached):
    """What each sheet becomes."""
    environment = {**os.environ, 'SASS_CACHE': str(work / 'cache'), **({'PYTHONPATH': str(work / 'module')} if cached else {})}
    return json.loads(subprocess.run([sys.executable, '-c', COMPILE], cwd=work, env=environment, check=True, capture_output=True).stdout)


main()
