import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { CommandFailure, exitCodes } from './exit-codes.ts'

/** Where a command reads what must not stand in its arguments. */
export interface Input {
  /** Whether a person can be asked. */
  readonly isTerminal: boolean
  /** One line. Rejects with CommandFailure on Ctrl-C and Ctrl-D. */
  ask(question: string, options?: { hidden: boolean }): Promise<string>
  /** Everything that comes in. */
  readAll(): Promise<string>
}

/** The process's standard input; questions go to `output`. */
export function inputOf(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Input {
  return {
    isTerminal: input.isTTY === true && output.isTTY === true,
    async ask(question, { hidden } = { hidden: false }) {
      const nothing = new Writable({ write: (_chunk, _encoding, done) => done() })
      const lines = createInterface({ input, output: hidden ? nothing : output, terminal: true })
      const closed = new Promise<never>((_resolve, reject) => {
        lines.once('close', () => reject(new CommandFailure(exitCodes.interrupted, 'Nothing was entered.')))
      })
      try {
        if (hidden) output.write(question)
        return await Promise.race([lines.question(hidden ? '' : question), closed])
      } finally {
        if (hidden) output.write('\n')
        lines.close()
      }
    },
    readAll: () => text(input),
  }
}

/**
 * A value that is asked for without showing it, or read from a pipe, less the newline at its end. Throws CommandFailure when there is none.
 */
export async function readHidden(input: Input, question: string): Promise<string> {
  const value = input.isTerminal ? await input.ask(question, { hidden: true }) : await input.readAll()
  const kept = value.replace(/\r?\n$/, '')
  if (kept === '')
    throw new CommandFailure(exitCodes.usage, 'Nothing was entered.', 'Type it, or send it through a pipe.')
  return kept
}
