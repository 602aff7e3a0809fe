import type Docker from 'dockerode'
import { packFiles } from '../apps/api/src/adapters/docker/archive.ts'
import type { Product } from './product.ts'

/** The MySQL database of a running environment, with the LMS's migration job run over it as a deployment runs it. */
export class RestoredDatabase {
  readonly #docker: Docker
  readonly #project: string
  readonly #lms: Docker.ContainerInspectInfo
  readonly #mysql: Docker.ContainerInspectInfo

  constructor(docker: Docker, project: string, lms: Docker.ContainerInspectInfo, mysql: Docker.ContainerInspectInfo) {
    this.#docker = docker
    this.#project = project
    this.#lms = lms
    this.#mysql = mysql
  }

  static async of(product: Product, project: string): Promise<RestoredDatabase> {
    const inspected = await Promise.all(
      (await product.containers(project)).map(({ Id }) => product.docker.getContainer(Id).inspect()),
    )
    const find = (service: string) =>
      inspected.find((each) => each.Config.Labels['com.docker.compose.service'] === service && each.State.Running)
    const [lms, mysql] = [find('lms'), find('mysql')]
    if (lms === undefined || mysql === undefined) throw new Error(`${project} does not run`)
    return new RestoredDatabase(product.docker, project, lms, mysql)
  }

  get #rootPassword(): string {
    const entry = this.#mysql.Config.Env.find((each) => each.startsWith('MYSQL_ROOT_PASSWORD=')) ?? ''
    return entry.slice(entry.indexOf('=') + 1)
  }

  /** What the statements print. */
  async sql(statements: string, database = 'openedx'): Promise<string> {
    const exec = await this.#docker.getContainer(this.#mysql.Id).exec({
      Cmd: ['mariadb', '--user=root', '--batch', `--execute=${statements}`, ...(database === '' ? [] : [database])],
      Env: [`MYSQL_PWD=${this.#rootPassword}`],
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
    })
    const chunks: Buffer[] = []
    for await (const chunk of await exec.start({ Tty: true })) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  }

  /** Makes the database anew, with nothing in it. */
  async empty(): Promise<void> {
    await this.sql('DROP DATABASE openedx; CREATE DATABASE openedx', '')
  }

  /** Runs the job with a complete baseline handed to it; gives its output. Throws when it fails. */
  async migrate(baseline: Buffer): Promise<string> {
    const { Config, HostConfig } = this.#lms
    const container = await this.#docker.createContainer({
      Image: Config.Image,
      Cmd: ['python', '-m', 'fun.jobs', 'migrate', 'lms'],
      User: Config.User,
      Tty: true,
      Env: [
        ...Config.Env,
        `MYSQL_ROOT_PASSWORD=${this.#rootPassword}`,
        'FUN_BASELINE=/fun-files/baseline.sql.gz',
        'FUN_BASELINE_COMPLETE=1',
      ],
      Labels: { 'com.docker.compose.project': this.#project },
      HostConfig: {
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': 'mode=1777' },
        NetworkMode: HostConfig.NetworkMode ?? '',
        Mounts: [...(HostConfig.Mounts ?? []), { Type: 'volume', Source: '', Target: '/fun-files', ReadOnly: false }],
      },
    })
    try {
      const tar = await packFiles([{ path: 'baseline.sql.gz', content: baseline, mode: 0o444 }])
      await container.putArchive(tar, { path: '/fun-files' })
      await container.start()
      const ended: { StatusCode: number } = await container.wait()
      const output = (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8')
      if (ended.StatusCode !== 0) throw new Error(`exit code ${ended.StatusCode}: ${output}`)
      return output
    } finally {
      await container.remove({ force: true, v: true })
    }
  }
}
