import { terminalEnd, terminalSize } from '@fun/contract/terminal'
import { z } from 'zod'

/** Between the API, which has the socket, and the worker, which has the program. Output bytes are numbered, so that a lost message is noticed. */
export const terminalChannels = {
  /** To all workers; the one that holds the terminal, or takes it, answers. */
  attach: 'terminal-attach',
  toWorker: (terminalId: string): string => `terminal-worker:${terminalId}`,
  toApi: (attachmentId: string): string => `terminal-api:${attachmentId}`,
}

/** Somebody looks at a terminal through a socket; sent again until it is answered. The newest takes the place of any other. */
export const attachMessage = z.object({
  terminalId: z.uuid(),
  attachmentId: z.uuid(),
  /** First byte of output that is wanted; absent: all that is kept. */
  from: z.int().min(0).optional(),
  ...terminalSize.shape,
})
export type AttachMessage = z.infer<typeof attachMessage>

const attachmentId = z.uuid()
export const toWorkerMessage = z.discriminatedUnion('kind', [
  /** `sequence` counts the inputs of an attachment from 0. */
  z.object({ kind: z.literal('input'), attachmentId, sequence: z.int(), data: z.string() }),
  z.object({ kind: z.literal('resize'), attachmentId, ...terminalSize.shape }),
  z.object({ kind: z.literal('shown'), attachmentId, offset: z.int() }),
  /** The socket is open; sent every `heartbeatMs`. */
  z.object({ kind: z.literal('here'), attachmentId }),
  /** The socket is gone; whoever it was may come back. */
  z.object({ kind: z.literal('left'), attachmentId }),
  z.object({ kind: z.literal('end'), end: terminalEnd }),
])
export type ToWorkerMessage = z.infer<typeof toWorkerMessage>

export const toApiMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('attached'), offset: z.int(), truncated: z.boolean() }),
  z.object({ kind: z.literal('output'), offset: z.int(), data: z.base64() }),
  /** The program has taken the inputs below it. */
  z.object({ kind: z.literal('taken'), sequence: z.int() }),
  /** An input did not arrive: nothing after it is taken. */
  z.object({ kind: z.literal('input-lost') }),
  z.object({ kind: z.literal('replaced') }),
  z.object({
    kind: z.literal('ended'),
    end: terminalEnd,
    exitCode: z.int().nullable(),
    detail: z.string().nullable(),
  }),
  z.object({ kind: z.literal('alive') }),
])
export type ToApiMessage = z.infer<typeof toApiMessage>

export const heartbeatMs = 4_000
/** Whoever was not heard for so long is gone. */
export const silenceMsMax = 15_000
/** Until a worker has to answer an `attach`. */
export const firstAnswerMsMax = 8_000
/** Output that is sent beyond what is shown. */
export const creditBytes = 128 * 1024
