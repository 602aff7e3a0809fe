import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'
import type { BuildStep, ContainerEngine } from '../ports.ts'
import { diskFullCure } from './apply-failure.ts'
import { type ContextFile, contextTar } from './build-context.ts'
import { guardBuild } from './build-guard.ts'
import { engineErrorCode, isEngineUnreachable } from './engine-unreachable.ts'
import { Failure, type FailureCode } from './failure.ts'
import type { RunningStep } from './steps.ts'

export interface Recipe {
  files: ContextFile[]
  archive?: Readable
  dockerfile?: string
  target?: string
  tag: string
  arguments: Record<string, string>
  labels?: Record<string, string>
  /** Problem that a failing build is. */
  code: FailureCode
}

/** Of a run, what a build needs. */
export interface BuildRun {
  deps: { config: Pick<Config, 'builds' | 'buildTimeoutSeconds' | 'diskFreeBytesMin'> }
  engine: Pick<ContainerEngine, 'build' | 'info'>
  operation: { id: string }
  signal: AbortSignal
}

const logLinesMax = 40

/** Builds one image; BuildKit's vertices become lines of the step. Throws a Failure that holds the last lines of the log. */
export async function buildRecipe(run: BuildRun, step: Pick<RunningStep, 'line'>, recipe: Recipe): Promise<string> {
  const recent: string[] = []
  const line = (text: string) => {
    step.line(text)
    recent.push(...text.split('\n'))
    recent.splice(0, Math.max(0, recent.length - logLinesMax))
  }
  // A context that breaks off (git failed, the operation was cancelled) ends the build: the engine would only see a short upload.
  const broken = new AbortController()
  const context = contextTar(recipe.files, recipe.archive)
  context.on('error', (error) => broken.abort(error))
  const guard = guardBuild(run, recipe.tag)
  try {
    return await run.engine.build(
      {
        context,
        dockerfile: recipe.dockerfile ?? 'Dockerfile',
        ...(recipe.target === undefined ? {} : { target: recipe.target }),
        tag: recipe.tag,
        arguments: { ...recipe.arguments, ...proxyArguments(run) },
        labels: { 'io.funplatform.operation': run.operation.id, ...recipe.labels },
        onStep: (vertex) => reportVertex(vertex, line),
        onLine: line,
      },
      AbortSignal.any([run.signal, broken.signal, guard.signal]),
    )
  } catch (error) {
    run.signal.throwIfAborted()
    if (isEngineUnreachable(error)) throw error
    throw buildFailure(recipe.code, error, recent)
  } finally {
    guard.release()
  }
}

function buildFailure(code: FailureCode, error: unknown, log: string[]): Failure {
  if (error instanceof Failure) return withLog(error, log)
  const detail = error instanceof Error ? error.message : String(error)
  if (engineErrorCode(error) === 'disk-full')
    return new Failure('disk-full', { detail, cure: diskFullCure, log, cause: error })
  return new Failure(code, { detail, cure: cures[code] ?? cures['build-failed'] ?? '', log, cause: error })
}

function withLog({ code, detail, cure, cause }: Failure, log: string[]): Failure {
  return new Failure(code, { detail, ...(cure === undefined ? {} : { cure }), log, cause })
}

const cures: Partial<Record<FailureCode, string>> = {
  'requirements-failed': 'The log names the requirement. Correct requirements/edx/base.txt, push, and deploy again.',
  'node-modules-failed':
    'The log names the package. Correct package.json and package-lock.json, push, and deploy again.',
  'assets-failed': 'The log names the file and line. Correct it, push, and deploy again.',
  'build-failed': 'The log says at which line it stopped. Correct it, push, and deploy again.',
  'base-image-failed': 'The log says what is missing; check that the Debian mirror can be reached from the engine.',
}

/** Predefined by BuildKit: they reach RUN steps and stay out of the image's history. */
function proxyArguments(run: BuildRun): Record<string, string> {
  const { httpProxy, httpsProxy, noProxy } = run.deps.config.builds
  return {
    ...(httpProxy ? { HTTP_PROXY: httpProxy, http_proxy: httpProxy } : {}),
    ...(httpsProxy ? { HTTPS_PROXY: httpsProxy, https_proxy: httpsProxy } : {}),
    ...(noProxy ? { NO_PROXY: noProxy, no_proxy: noProxy } : {}),
  }
}

function reportVertex(vertex: BuildStep, line: (text: string) => void): void {
  if (vertex.error) line(`#${vertex.name} failed: ${vertex.error}`)
  if (vertex.error || !vertex.finishedAt || !vertex.startedAt || vertex.name.startsWith('[internal]')) return
  const seconds = (Date.parse(vertex.finishedAt) - Date.parse(vertex.startedAt)) / 1000
  line(`#${vertex.name} … ${vertex.cached ? 'cached' : `${seconds.toFixed(1)} s`}`)
}
