import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import type { KnownSecrets } from './known-secrets.ts'

/** The process's log, as JSON lines on standard output. Every line passes the secrets that the process knows. */
export function createLogger(
  { logLevel }: Pick<Config, 'logLevel'>,
  known: KnownSecrets,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    hooks: { streamWrite: (line: string) => known.redact(line) },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
