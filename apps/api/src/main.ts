import type { Rotation } from './adapters/store/rotate-key.ts'
import { loadConfig } from './config.ts'
import { createDeps } from './deps.ts'

const roles = ['api', 'worker', 'owner-token', 'password', 'rotate-key', 'audit-verify'] as const
type Role = (typeof roles)[number]

const usage = `Usage: node apps/api/src/main.ts ${roles.join(' | ')} [--if-missing] [<address> [--without-second-factor]] [--forget] [--file <export>] [--sequence <number> --hash <hash>]\n`

/** Each role loads only its own code: the API never imports the Docker adapter. */
async function run(role: Role): Promise<void> {
  const config = loadConfig()
  switch (role) {
    case 'api': {
      const { runApi } = await import('./api.ts')
      return runApi(await createDeps(config))
    }
    case 'worker': {
      const { runWorker } = await import('./worker-process.ts')
      return runWorker(await createDeps(config))
    }
    case 'owner-token': {
      const { makeOwnerToken } = await import('./usecases/session/make-owner-token.ts')
      const deps = await createDeps({ ...config, logLevel: 'silent' })
      try {
        const token = await makeOwnerToken(deps, { ifMissing: process.argv.includes('--if-missing') })
        process.stdout.write(token === undefined ? 'There is an owner token already.\n' : `${token}\n`)
      } finally {
        await deps.close()
      }
      return
    }
    case 'rotate-key': {
      const { rotateSecretKey } = await import('./usecases/secrets/rotate-key.ts')
      const deps = await createDeps({ ...config, logLevel: 'silent' })
      try {
        const rotation = await rotateSecretKey(deps, { forget: process.argv.includes('--forget') })
        process.stdout.write(`${sayRotation(rotation)}\n`)
      } finally {
        await deps.close()
      }
      return
    }
    case 'audit-verify': {
      const { auditVerifyCommand } = await import('./usecases/audit/verify-command.ts')
      const deps = await createDeps({ ...config, logLevel: 'silent' })
      try {
        const { said, exitCode } = await auditVerifyCommand(deps, process.argv.slice(3))
        process.stdout.write(`${said}\n`)
        process.exitCode = exitCode
      } finally {
        await deps.close()
      }
      return
    }
    case 'password': {
      const { makeResetOnServer } = await import('./usecases/password-resets/make-on-server.ts')
      const deps = await createDeps({ ...config, logLevel: 'silent' })
      try {
        const withoutSecondFactor = process.argv.includes('--without-second-factor')
        process.stdout.write(`${await makeResetOnServer(deps, process.argv[3] ?? '', { withoutSecondFactor })}\n`)
      } finally {
        await deps.close()
      }
    }
  }
}

function sayRotation({ keyId, rewrapped, earlierKeyIds }: Rotation): string {
  const earlier =
    earlierKeyIds.length === 0 ? 'no earlier key is kept' : `earlier keys are kept: ${earlierKeyIds.join(', ')}`
  return `Everything is under the key ${keyId} (${rewrapped} values were not); ${earlier}.`
}

const role = roles.find((known) => known === process.argv[2])
if (role === undefined) {
  process.stderr.write(usage)
  process.exitCode = 2
} else {
  try {
    await run(role)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    // Connections that were opened before the failure would keep the process, and its supervisor waiting.
    process.exit(1)
  }
}
