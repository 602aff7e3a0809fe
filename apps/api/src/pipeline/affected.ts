import { type ImagePartName, imagePartNames } from '@fun/compose-model/image-parts'
import type { Plan } from '@fun/reconcile/plan'
import { PartBuilder } from './build-parts.ts'
import { neededReferences } from './images.ts'
import type { Prepared } from './prepare.ts'
import type { Run } from './run.ts'

/** Parts that a person knows by name; the others follow from them. */
const shown: ImagePartName[] = ['python', 'node', 'assets', 'code', 'development']

/**
 * What a commit makes anew and what it takes as it is, in words: `code; reused: python, node, assets; static files kept; no migration`.
 * Computed from git trees and what the engine has; makes nothing.
 */
export async function affectedBy(run: Run, { image, rendered, specification }: Prepared, plan: Plan): Promise<string> {
  const needed = neededReferences(plan, rendered)
  const roots = imagePartNames.filter((name) => needed.has(image.keys[name].tag))
  const builder = new PartBuilder(run, image)
  const toMake = new Set(await builder.missing(roots))
  if (toMake.has('code') && (await builder.increment('code'))?.packages) toMake.add('python')
  const other = specification.kind === 'development' ? 'code' : 'development'
  const parts = shown.filter((name) => name !== other)
  const made = parts.filter((name) => toMake.has(name))
  const reused = parts.filter((name) => !toMake.has(name))
  const jobs = plan.actions.flatMap((action) => (action.kind === 'run-job' ? [action.job] : []))
  return [
    made.length > 0 ? made.join(', ') : 'nothing to build',
    ...(reused.length > 0 ? [`reused: ${reused.join(', ')}`] : []),
    ...(specification.kind === 'production'
      ? [jobs.includes('collect-static') ? 'static files' : 'static files kept']
      : []),
    jobs.some((job) => job.startsWith('migrate-')) ? 'migrations' : 'no migration',
  ].join('; ')
}
