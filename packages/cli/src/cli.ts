import type { FunClient } from '@fun/client/client'
import type { Surroundings } from './config.ts'
import type { Input } from './input.ts'
import type { Screen } from './output/screen.ts'

/** What every command is given: nothing here is global, so that a test can bring its own. */
export interface Cli {
  /** Results: tables, plans, output of commands, JSON. */
  out: Screen
  /** Progress, hints, errors. */
  err: Screen
  input: Input
  surroundings: Surroundings
  /** `--context`. */
  context: string | undefined
  /** Ctrl-C, or the end that a CI job is sent. */
  interrupted: AbortSignal
  /** The portal that is meant; throws CommandFailure when nobody is signed in. */
  client(): Promise<FunClient>
  /** The process's exit code, unless the command fails. */
  exitCode: number
}
