import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Somebody's clone of a source, on its branch main. */
export class WorkingClone {
  readonly folder: string
  constructor(folder: string) {
    this.folder = folder
  }

  /** Clones `repository` into `folder`. */
  static async of(repository: string, folder: string): Promise<WorkingClone> {
    await run('git', ['clone', '-q', '--branch', 'main', repository, folder])
    return new WorkingClone(folder)
  }

  async git(...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
    return (await run('git', ['-C', this.folder, ...identity, ...args])).stdout.trim()
  }

  /** Changes the text of one file; throws when that changes nothing. */
  async edit(file: string, change: (text: string) => string): Promise<void> {
    const full = path.join(this.folder, file)
    const before = await readFile(full, 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`${file} does not hold what is changed here`)
    await writeFile(full, after)
  }

  /** Commits everything and returns the id. */
  async commit(subject: string): Promise<string> {
    await this.git('add', '-A')
    await this.git('commit', '-q', '-m', subject)
    return this.git('rev-parse', 'HEAD')
  }

  /** Pushes a commit to the branch main of the source. */
  async push(commit: string): Promise<void> {
    await this.git('push', '-q', '--force', 'origin', `${commit}:refs/heads/main`)
  }
}
