import { existsSync } from 'node:fs'
import { runProgram } from './run-program.ts'

/** Debian's Chromium, which tests of screens drive. */
const browser = '/usr/bin/chromium'

/** Installs Chromium when there is none; true when it did. Throws one sentence when only somebody else can: tests of screens are skipped then. */
export async function ensureTestBrowser(signal: AbortSignal): Promise<boolean> {
  if (existsSync(browser)) return false
  const skipped = 'Tests of screens are skipped: there is no Chromium. Install it with: sudo apt-get install chromium.'
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error(skipped)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const wait = ['-o', 'DPkg::Lock::Timeout=300']
  const install = ['install', '-y', '--no-install-recommends', 'chromium']
  await runProgram('apt-get', [...wait, 'update'], { environment, timeoutMs: 300_000, signal })
  await runProgram('apt-get', [...wait, ...install], { environment, timeoutMs: 600_000, signal })
  return true
}
