/** `make logs [SERVICE=api|worker|web|redis|supervisor|dockerd|postgres] [LINES=100]`: the portal's own logs, followed until Ctrl-C. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { postgresHome } from './portal-life.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

function logs(): void {
  const settings = readSettings()
  const folder = join(settings.dataDir, 'log')
  const service = process.env.SERVICE
  const names = service ? [`${service}.log`] : ['api.log', 'worker.log', 'web.log']
  const paths = names
    .map((name) => (name === 'postgres.log' ? join(postgresHome(settings), name) : join(folder, name)))
    .filter((path) => existsSync(path))
  if (paths.length === 0)
    throw new Error(`There is no log of ${service ?? 'the portal'} yet; there are: ${readdirSync(folder).join(', ')}`)
  const lines = process.env.LINES && /^\d+$/.test(process.env.LINES) ? process.env.LINES : '100'
  const follow = process.stdout.isTTY ? ['-F'] : []
  spawn('tail', ['-n', lines, ...follow, '--', ...paths], { stdio: 'inherit' }).on('exit', (code) => {
    process.exitCode = code ?? 0
  })
}

try {
  logs()
} catch (error) {
  fail(error)
}
