import { z } from 'zod'
import { problem } from './resources.ts'

const id = z.uuid()
const at = z.iso.datetime()

export const terminalProgram = z.enum(['shell', 'django-shell']).meta({ id: 'TerminalProgram' })
export type TerminalProgram = z.infer<typeof terminalProgram>

/** Services that have a Django shell, and the system that `manage.py` is called with there. */
export const djangoSystems: Readonly<Record<string, 'lms' | 'cms'>> = {
  lms: 'lms',
  'lms-worker': 'lms',
  cms: 'cms',
  'cms-worker': 'cms',
}

/**
 * Why a terminal ended: its program did; somebody closed it; nobody came back in time; nothing was typed or shown for too long; it was open for too long; the
 * right was lost; the worker that held it stopped or died; it could not be started.
 */
export const terminalEnd = z
  .enum([
    'exited',
    'closed',
    'abandoned',
    'idle',
    'time-limit',
    'rights-lost',
    'worker-stopped',
    'worker-lost',
    'failed',
  ])
  .meta({ id: 'TerminalEnd' })
export type TerminalEnd = z.infer<typeof terminalEnd>

export const openTerminalRequest = z
  .strictObject({
    service: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'Name a service, such as lms.'),
    program: terminalProgram.default('shell'),
    root: z
      .boolean()
      .default(false)
      .describe('As root instead of the user that the image names; needs environment:terminal-root.'),
  })
  .meta({ id: 'OpenTerminal', examples: [{ service: 'lms', program: 'shell' }] })

export const terminal = z
  .object({
    id,
    environment: z.object({ id: id.nullable(), name: z.string() }),
    service: z.string(),
    program: terminalProgram,
    root: z.boolean(),
    openedBy: z.string(),
    openedAt: at,
    /** null while it is open. */
    endedAt: at.nullable(),
    /** From opened until ended, or until now. */
    seconds: z.int(),
    end: terminalEnd.nullable(),
    exitCode: z.int().nullable(),
    /** Path of the WebSocket that whoever opened it speaks to it by; null when it has ended. */
    socket: z.string().nullable(),
  })
  .meta({ id: 'Terminal' })
export type Terminal = z.infer<typeof terminal>

export const terminalSize = z.object({ columns: z.int().min(2).max(1000), rows: z.int().min(1).max(500) })
export type TerminalSize = z.infer<typeof terminalSize>

/** UTF-16 units in one `input` message; a longer paste is sent in several. */
export const terminalInputLengthMax = 4096

/** Text frames that a terminal's socket takes. */
export const terminalClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input'), data: z.string().max(terminalInputLengthMax) }),
  z.strictObject({ type: z.literal('resize'), ...terminalSize.shape }),
  /** Output up to this offset is shown. Not more than 128 KiB are sent beyond it: a slow reader slows the program down. */
  z.strictObject({ type: z.literal('shown'), offset: z.int().min(0) }),
])
export type TerminalClientMessage = z.infer<typeof terminalClientMessage>

/** Text frames that a terminal's socket sends. Output comes in binary frames, whose bytes follow one another from `attached.offset` on. */
export const terminalServerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('attached'),
    /** Where the next byte of output stands since the beginning. A reconnect asks from where it was: `?from=`. */
    offset: z.int(),
    /** Whether output before it is not kept any more. */
    truncated: z.boolean(),
  }),
  z.object({ type: z.literal('ended'), end: terminalEnd, exitCode: z.int().nullable(), detail: z.string().nullable() }),
  z.object({ type: z.literal('problem'), problem }),
])
export type TerminalServerMessage = z.infer<typeof terminalServerMessage>

/**
 * Close codes. From the server: `ended`, after the message that says why; `restart`, the server stops or the socket has lasted as long as one may: connect
 * again; 4000 + the status of the `problem` before it (RFC 6455, 7.4.2), of which 4409 says that it was opened elsewhere and 4503 that it may be tried again.
 * From the client: `ended` ends the terminal; any other close, or none, leaves it for whoever reconnects in time.
 */
export const terminalClose = { ended: 1000, restart: 1012, left: 3001, ofStatus: (status: number) => 4000 + status }
