/**
 * `make audit-verify [FILE=<export>] [SEQUENCE=<number> HASH=<hash>]`: walks the chain of the audit log, or of an export, and names the first entry
 * that does not hold; ends with 1 then. With SEQUENCE and HASH of a head that was noted earlier, also that nothing before it was rewritten.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { productEnvironment } from './product-processes.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

function verify(): void {
  const settings = readSettings()
  const { FILE, SEQUENCE, HASH } = process.env
  const main = join(settings.repository, 'apps/api/src/main.ts')
  const words = [
    ...(FILE ? ['--file', FILE] : []),
    ...(SEQUENCE ? ['--sequence', SEQUENCE] : []),
    ...(HASH ? ['--hash', HASH] : []),
  ]
  spawn(process.execPath, [main, 'audit-verify', ...words], {
    env: productEnvironment(settings),
    stdio: 'inherit',
  }).on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

try {
  verify()
} catch (error) {
  fail(error)
}
