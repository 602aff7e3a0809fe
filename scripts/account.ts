import { readFileSync } from 'node:fs'
import { runProgram } from './run-program.ts'

/** The unprivileged account that PostgreSQL and Redis run as when the portal is started by root. */
export interface Account {
  uid: number
  gid: number
}

const accountName = 'fun-platform'

/** Undefined for an ordinary user, who runs everything as oneself; root gets the system account, made when absent. */
export async function serviceAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = readAccount()
  if (existing !== undefined) return existing
  await runProgram(
    'useradd',
    ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', accountName],
    {},
  )
  const made = readAccount()
  if (made === undefined) throw new Error(`The system account ${accountName} could not be made.`)
  return made
}

function readAccount(): Account | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === accountName) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}
