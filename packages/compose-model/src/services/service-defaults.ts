import type { ComposeHealthcheck, ComposeService } from '../compose-project.ts'

/** Rotated container logs: at most 50 MB for each container. */
const logging = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } }

/** What every long-running service has. `alias` is its name in the stack's network. */
export function longRunning(alias: string, stopGracePeriod: string): Omit<ComposeService, 'image'> {
  return {
    restart: 'unless-stopped',
    stop_grace_period: stopGracePeriod,
    logging,
    networks: { default: { aliases: [alias] } },
    security_opt: ['no-new-privileges:true'],
  }
}

/** What every one-off job has. */
export const oneOff: Omit<ComposeService, 'image'> = {
  restart: 'no',
  profiles: ['jobs'],
  logging,
  networks: { default: {} },
  security_opt: ['no-new-privileges:true'],
}

/** A check every ten seconds; who waits for readiness asks more often by itself. */
export function healthcheck(test: string[], startPeriod: string): ComposeHealthcheck {
  return { test, interval: '10s', timeout: '10s', retries: 3, start_period: startPeriod }
}

/** Memory limit of a service that has one. */
export function memoryLimit(memoryBytesMax: number | undefined): Pick<ComposeService, 'mem_limit'> {
  return memoryBytesMax === undefined ? {} : { mem_limit: `${memoryBytesMax}b` }
}
