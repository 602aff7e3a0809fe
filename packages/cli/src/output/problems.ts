import { FunMismatch, FunProblem, FunUnreachable } from '@fun/client/problem'
import type { Problem } from '@fun/contract/resources'
import { CommandFailure, type ExitCode, exitCodes } from '../exit-codes.ts'
import { safeLine } from './plain-text.ts'
import { type Screen, say } from './screen.ts'

/** What happened, what to do, and which fields are wrong. */
export function problemLines(problem: Problem, screen: Screen): string[] {
  return [
    `${screen.style('red', 'Error:')} ${safeLine(problem.detail)} ${screen.style('dim', `(${problem.code})`)}`,
    ...(problem.errors ?? []).map((each) => `  ${safeLine(each.path)}: ${safeLine(each.message)}`),
    ...(problem.cure === undefined ? [] : [safeLine(problem.cure)]),
  ]
}

/** Says why a command ends, as text or as one JSON document, and with which exit code. */
export function report(error: unknown, screen: Screen, json: boolean): ExitCode {
  const exitCode = exitCodeOf(error)
  if (json) say(screen, JSON.stringify(asJson(error)))
  else if (error instanceof FunProblem) say(screen, ...problemLines(error.problem, screen))
  else {
    const { message, cure } = asText(error)
    say(screen, `${screen.style('red', 'Error:')} ${safeLine(message)}`, ...(cure === undefined ? [] : [cure]))
  }
  return exitCode
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandFailure) return error.exitCode
  if (error instanceof FunUnreachable || error instanceof FunMismatch) return exitCodes.unreachable
  if (error instanceof FunProblem && [401, 403, 502, 503, 504].includes(error.status)) return exitCodes.unreachable
  return exitCodes.failed
}

function asText(error: unknown): { message: string; cure: string | undefined } {
  if (error instanceof CommandFailure) return { message: error.message, cure: error.cure }
  if (error instanceof FunUnreachable)
    return { message: error.message, cure: 'Check the address and that the portal runs; nothing was lost.' }
  return { message: error instanceof Error ? error.message : String(error), cure: undefined }
}

function asJson(error: unknown): object {
  if (error instanceof FunProblem) return error.problem
  const { message, cure } = asText(error)
  return { code: codes[exitCodeOf(error)], detail: message, ...(cure === undefined ? {} : { cure }) }
}

const codes: Record<ExitCode, string> = {
  [exitCodes.succeeded]: 'none',
  [exitCodes.failed]: 'failed',
  [exitCodes.usage]: 'usage',
  [exitCodes.cancelled]: 'cancelled',
  [exitCodes.unreachable]: 'unreachable',
  [exitCodes.interrupted]: 'interrupted',
}
