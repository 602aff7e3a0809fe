/** `make check`: formatting, lint rules and types. Also the first part of `make test`. */
import { join } from 'node:path'
import { generateApiTypes } from './api-types.ts'
import { generateClient } from './prepare.ts'
import { runProgram } from './run-program.ts'
import { fail, step } from './terminal.ts'

/** Throws with the tool's own output when a rule or a type does not hold. */
export async function check(repository: string, signal: AbortSignal): Promise<void> {
  await generateClient(repository)
  await generateApiTypes(repository)
  const bin = join(repository, 'node_modules/.bin')
  const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' }
  const tool = (title: string, program: string, argumentList: string[]) =>
    step(title, () =>
      runProgram(join(bin, program), argumentList, { cwd: repository, environment, timeoutMs: 300_000, signal }).catch(
        (error) => {
          process.stdout.write(error instanceof Error && 'output' in error ? `${error.output}\n` : '')
          throw error
        },
      ),
    )
  await tool('Formatting and lint rules', 'biome', ['check', '--error-on-warnings', '.'])
  await tool('Types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only'])
}

if (import.meta.main) await check(join(import.meta.dirname, '..'), AbortSignal.timeout(600_000)).catch(fail)
