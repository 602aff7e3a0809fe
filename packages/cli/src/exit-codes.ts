/** What the shell is told. `fun run` ends with the exit code of its command instead, where there is one. */
export const exitCodes = {
  succeeded: 0,
  /** The operation failed, or the portal refused the call. */
  failed: 1,
  usage: 2,
  /** The operation was cancelled, or a newer one took its place. */
  cancelled: 3,
  /** The portal cannot be reached, or does not let this token do it. */
  unreachable: 4,
  /** Ctrl-C, as shells count signals. The operation goes on. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends the command with a sentence on what to do, and no stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  readonly exitCode: ExitCode
  readonly cure: string | undefined
  constructor(exitCode: ExitCode, message: string, cure?: string) {
    super(message)
    this.exitCode = exitCode
    this.cure = cure
  }
}
