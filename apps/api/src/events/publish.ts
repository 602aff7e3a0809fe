import { type Bus, channels } from '../adapters/queue/bus.ts'

/** After the commit: wakes the streams of an operation and, for all but log lines, of its environment. */
export function publishOperation(
  bus: Bus,
  operation: { id: string; environmentId: string | null },
  sequence: number,
  options: { logOnly?: boolean } = {},
): void {
  bus.publish(channels.operation(operation.id), String(sequence))
  if (operation.environmentId !== null && !options.logOnly) publishEnvironment(bus, operation.environmentId)
}

/** After the commit of anything that the environment's page shows. Workers call it when what they observe changed. */
export function publishEnvironment(bus: Bus, environmentId: string): void {
  bus.publish(channels.environment(environmentId), '')
  bus.publish(channels.environments, environmentId)
}
