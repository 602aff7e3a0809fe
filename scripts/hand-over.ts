import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { hostBundle } from './product-processes.ts'

/**
 * Goes on as another script of this repository, on this terminal, with what is set of `options` as `--name value` (true: `--name`); builds reach what the
 * host reaches. The exit code becomes that of this process.
 */
export function handOver(
  repository: string,
  script: string,
  options: Record<string, string | true | undefined> = {},
): void {
  const words = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined || value === '') return []
    return value === true ? [`--${name}`] : [`--${name}`, value]
  })
  const child = spawn(process.execPath, [join(repository, script), ...words], {
    stdio: 'inherit',
    env: { ...process.env, FUN_CA_BUNDLE: hostBundle() },
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}
