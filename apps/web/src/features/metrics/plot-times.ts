import type { EnvironmentMetrics } from '@fun/contract/metrics'

/** The times of a chart's values, in milliseconds since the epoch. */
export type PlotTimes = {
  /** Of every value, its beginning. */
  startsMs: readonly number[]
  fromMs: number
  toMs: number
}

/** A deployment on a chart. */
export type DeploymentMark = { operationId: string; atMs: number; commit: string | null; failed: boolean }

export function plotTimes({ from, to, stepSeconds }: { from: string; to: string; stepSeconds: number }): PlotTimes {
  const fromMs = Date.parse(from)
  const toMs = Date.parse(to)
  const count = Math.round((toMs - fromMs) / 1_000 / stepSeconds)
  return { fromMs, toMs, startsMs: Array.from({ length: count }, (_, index) => fromMs + index * stepSeconds * 1_000) }
}

/** Where deployments changed what runs: their end, or what is known of those that have none. */
export function deploymentMarks(deployments: EnvironmentMetrics['deployments']): DeploymentMark[] {
  return deployments.map(({ operationId, state, startedAt, finishedAt, commit }) => ({
    operationId,
    atMs: Date.parse(finishedAt ?? startedAt),
    commit,
    failed: state === 'failed',
  }))
}
