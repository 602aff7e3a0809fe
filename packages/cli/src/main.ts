#!/usr/bin/env node
import { readSurroundings } from './config.ts'
import { runFun } from './fun.ts'
import { inputOf } from './input.ts'
import { screenOf } from './output/screen.ts'

/** A second Ctrl-C, or a command that does not listen, ends the process all the same. */
const graceMs = 1_500

const interrupted = new AbortController()
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(exitCode)
    interrupted.abort()
    setTimeout(() => process.exit(exitCode), graceMs).unref()
  })
// `fun operations list | head` is no failure.
process.stdout.on('error', () => process.exit())

process.exitCode = await runFun(process.argv.slice(2), {
  out: screenOf(process.stdout),
  err: screenOf(process.stderr),
  input: inputOf(process.stdin, process.stderr),
  surroundings: readSurroundings(),
  interrupted: interrupted.signal,
})
