import { releaseEvidencePaths, releaseLineOf } from '@fun/compose-model/release-catalogue'
import { type Answerer, answerer } from '../adapters/queue/question-server.ts'
import type { WorkerDeps } from '../deps.ts'
import { imageVariant } from '../pipeline/base-images.ts'
import { foreignResources } from '../pipeline/foreign-stack.ts'
import { holderOf, readHolders } from '../pipeline/port-holders.ts'
import { missingOfPlatform, platformPaths } from '../pipeline/resolve-source.ts'
import { readableSource } from '../pipeline/run.ts'
import type { GitSource, PeekedCommit } from '../ports.ts'
import { KeptAnswers } from './kept-answers.ts'
import { hostQuestion, inspectionQuestion, referencesQuestion } from './kinds.ts'
import { orderReferences } from './references.ts'

/** A repository that was asked is not asked again for that long. */
const keptMs = 20_000

type AnswererDeps = Pick<WorkerDeps, 'store' | 'encryption' | 'git' | 'engine' | 'config'>

/** How this worker answers what only workers can find out. */
export function createAnswerers(deps: AnswererDeps): Answerer[] {
  return [...gitAnswerers(deps), hostAnswerer(deps)]
}

function gitAnswerers({ store, encryption, git }: AnswererDeps): Answerer[] {
  const sourceOf = async (id: string): Promise<GitSource> =>
    readableSource(encryption, await store.source.findUniqueOrThrow({ where: { id } }))
  const references = new KeptAnswers<{
    remote: Awaited<ReturnType<typeof git.remoteReferences>>
    readAt: string
  }>({ keptMs, countMax: 100 })
  const inspections = new KeptAnswers<PeekedCommit>({ keptMs, countMax: 500 })
  return [
    answerer(referencesQuestion, async ({ sourceId, search, kind, limit }, signal) => {
      const { remote, readAt } = await references.get(sourceId, async () => ({
        remote: await git.remoteReferences(await sourceOf(sourceId), signal),
        readAt: new Date().toISOString(),
      }))
      const found = orderReferences(remote, search).filter((each) => kind === undefined || each.kind === kind)
      return { items: found.slice(0, limit), total: found.length, readAt }
    }),
    answerer(inspectionQuestion, async ({ sourceId, reference }, signal) => {
      const wanted = { paths: platformPaths, read: releaseEvidencePaths }
      const peeked = await inspections.get(`${sourceId} ${reference}`, async () =>
        git.peek(await sourceOf(sourceId), reference, wanted, signal),
      )
      const { id: commit, subject, author, at, present, files } = peeked
      const releaseLine = releaseLineOf(files) ?? null
      return { commit, subject, author, at, releaseLine, missing: missingOfPlatform(present) }
    }),
  ]
}

function hostAnswerer(deps: AnswererDeps): Answerer {
  const { engine } = deps
  return answerer(hostQuestion, async ({ project, ports }, signal) => {
    const variant = (await imageVariant({ deps, engine, signal })) ?? null
    const { foreign, own } = foreignResources(await engine.observe(project, {}, signal), {
      id: '',
      name: project,
    })
    const holders = await readHolders(engine, project, signal)
    const heldPorts: Array<{ port: number; holder: string }> = []
    for (const { address, port } of ports) {
      const holder = await holderOf(holders, address, port)
      if (holder !== undefined) heldPorts.push({ port, holder })
    }
    return { variant, foreign: [...foreign, ...own].slice(0, 20), heldPorts }
  })
}
