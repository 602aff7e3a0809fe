import type { Cli } from '../cli.ts'
import { safeLine } from '../output/plain-text.ts'
import { planLines, planSummary } from '../output/plan.ts'
import { say } from '../output/screen.ts'

/** How a deploy is asked for beside what it deploys; a plan takes the same. */
export interface RolloutOptions {
  maintenance?: true | undefined
  snapshot?: true | undefined
  stopFirst?: true | undefined
}

export const rolloutFlags = {
  maintenance: ['--maintenance', 'hold requests with a maintenance page while migrations run'],
  snapshot: ['--snapshot', 'keep a dump of the database from before the first migration'],
  stopFirst: ['--stop-first', 'stop the old containers before the new ones start: downtime, but less memory'],
} as const

/** As the API takes them; what was not asked for is left to the environment. */
export function rolloutBody({ maintenance, snapshot, stopFirst }: RolloutOptions) {
  return {
    ...(maintenance ? { maintenance } : {}),
    ...(snapshot ? { snapshot } : {}),
    ...(stopFirst ? { rollout: 'stop-first' as const } : {}),
  }
}

/** A plan, and how much it is. */
export function printPlan(cli: Cli, plan: string): void {
  const styles: Record<string, 'green' | 'red' | 'yellow'> = { '+': 'green', '-': 'red', '~': 'yellow', '!': 'yellow' }
  const lines = planLines(plan)
  for (const line of lines) {
    const style = styles[line.slice(0, 1)]
    const text = safeLine(line)
    say(cli.out, style === undefined ? text : cli.out.style(style, text))
  }
  say(cli.out, ...(lines.length === 0 ? [] : ['']), planSummary(plan))
}
