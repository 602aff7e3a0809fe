import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const changeKinds = ['python', 'template', 'docs', 'broken', 'scss', 'js', 'migration', 'requirements'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** A commit that was pushed, and what of it a visitor can see. */
export interface FreshCommit {
  kind: ChangeKind
  commit: string
  /** A word that stands nowhere else in the tree. */
  marker: string
}

/** Small packages with no dependency; one that the platform pins already is left out. */
const packages = [
  'cowsay==6.1',
  'iniconfig==2.0.0',
  'toolz==0.12.1',
  'colorama==0.4.6',
  'tomli==2.0.1',
  'wcwidth==0.2.13',
]

/** A style that the home page's style sheet imports, and a script: of the real platform, and of the sample. */
const styles = ['lms/static/sass/shared/_footer.scss', 'lms/static/sass/_footer.scss']
const scripts = ['lms/static/js/ajax-error.js', 'lms/static/js/home.js']

/** A clone of the benchmark's own repository, in which every change is a commit that no build has seen before. */
export class FreshCommits {
  readonly folder: string
  #number = 0

  private constructor(folder: string) {
    this.folder = folder
  }

  static async clone(bare: string, folder: string): Promise<FreshCommits> {
    await run('git', ['clone', '-q', '--branch', 'main', bare, folder], { maxBuffer: 1 << 26 })
    return new FreshCommits(folder)
  }

  /** Commits one change of the kind onto `main` and pushes it. A broken one is left out of what later commits are made on. */
  async push(kind: ChangeKind): Promise<FreshCommit> {
    this.#number += 1
    const marker = `bench${Date.now().toString(36)}${this.#number}`
    const before = await this.#git('rev-parse', 'HEAD')
    await this.#change(kind, marker)
    await this.#git('add', '-A', '--', '.', ':!.classic')
    await this.#git('commit', '-q', '-m', `${kind}: ${marker}`)
    const commit = await this.#git('rev-parse', 'HEAD')
    await this.#git('push', '-q', '--force', 'origin', 'HEAD:main')
    if (kind === 'broken') await this.#git('reset', '-q', '--hard', before)
    return { kind, commit, marker }
  }

  async #git(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org']
    const { stdout } = await run('git', ['-C', this.folder, ...identity, ...args], { maxBuffer: 1 << 26 })
    return stdout.trim()
  }

  async #change(kind: ChangeKind, marker: string): Promise<void> {
    switch (kind) {
      case 'python':
        return this.#replace(
          'openedx/core/djangoapps/heartbeat/views.py',
          /JsonResponse\(check_results, status=status_code.*?\)$/m,
          `JsonResponse(check_results, status=status_code, headers={'X-Platform-Change': '${marker}'})`,
        )
      case 'template':
        return this.#replace(
          'lms/templates/index.html',
          /(<!-- bench: \w+ -->)?(<section|<main|<div)/,
          `<!-- bench: ${marker} -->$2`,
        )
      case 'docs':
        return this.#append(existsSync(this.#path('README.rst')) ? 'README.rst' : 'docs/README.md', `\n${marker}\n`)
      case 'broken':
        return this.#append('lms/urls.py', `\ndef ${marker}(:\n`)
      case 'scss':
        return this.#append(this.#firstOf(styles), `\n.${marker} { color: #123456; }\n`)
      case 'js':
        return this.#append(this.#firstOf(scripts), `\nwindow.platformChange = '${marker}';\n`)
      case 'migration':
        return this.#addMigration(marker)
      case 'requirements':
        return this.#addRequirement()
    }
  }

  #path = (file: string): string => path.join(this.folder, file)

  #firstOf(candidates: string[]): string {
    const found = candidates.find((file) => existsSync(this.#path(file)))
    if (found === undefined) throw new Error(`the platform has none of ${candidates.join(', ')}`)
    return found
  }

  async #append(file: string, text: string): Promise<void> {
    await appendFile(this.#path(file), text)
  }

  async #replace(file: string, pattern: RegExp, replacement: string): Promise<void> {
    const before = await readFile(this.#path(file), 'utf8')
    const after = before.replace(pattern, replacement)
    if (after === before) throw new Error(`${file} does not hold what the benchmark changes`)
    await writeFile(this.#path(file), after)
  }

  async #addMigration(marker: string): Promise<void> {
    const application = existsSync(this.#path('lms/djangoapps/bulk_email/migrations')) ? 'bulk_email' : 'courseware'
    const folder = `lms/djangoapps/${application}/migrations`
    const files = (await readdir(this.#path(folder))).filter((name) => /^0\d+.*\.py$/.test(name)).sort()
    const last = files.at(-1)?.replace(/\.py$/, '') ?? ''
    const number = String(Number.parseInt(last, 10) + 1).padStart(4, '0')
    const lines = [
      'from django.db import migrations',
      '',
      '',
      'class Migration(migrations.Migration):',
      `    dependencies = [('${application}', '${last}')]`,
      `    operations = [migrations.RunSQL('CREATE TABLE ${marker} (id int primary key)', 'DROP TABLE ${marker}')]`,
      '',
    ]
    await writeFile(this.#path(`${folder}/${number}_${marker}.py`), lines.join('\n'))
  }

  async #addRequirement(): Promise<void> {
    const file = 'requirements/edx/base.txt'
    const text = await readFile(this.#path(file), 'utf8')
    const pinned = packages.find((each) => !text.includes(`${each.split('==')[0]}==`))
    if (pinned === undefined) throw new Error('every package that the benchmark adds is there already')
    await this.#append(file, `${text.endsWith('\n') ? '' : '\n'}${pinned}\n`)
  }
}
