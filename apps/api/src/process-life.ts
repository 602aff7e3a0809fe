import type { Logger } from 'pino'

/**
 * Runs `stop` once on SIGTERM or SIGINT and then ends the process; a stop that takes longer than `graceMs` is cut short with code 1.
 * The operations that were running are picked up by another worker, so a cut is harmless.
 */
export function stopOnSignals(logger: Logger, graceMs: number, stop: () => Promise<void>): void {
  let stopping = false
  const end = async (signal: string) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), graceMs).unref()
    await stop().catch((error) => logger.error({ error: String(error) }, 'stopping failed'))
    process.exit(0)
  }
  process.on('SIGTERM', () => void end('SIGTERM'))
  process.on('SIGINT', () => void end('SIGINT'))
}
