import { setTimeout as sleep } from 'node:timers/promises'
import { diskFullCure } from './apply-failure.ts'
import type { BuildRun } from './build-image.ts'
import { Failure } from './failure.ts'

const gibibyte = 1024 ** 3
/** A build that goes on below this would take the databases on the same disk with it. */
const diskFreeBytesMinWhileBuilding = gibibyte
const lookEveryMs = 5_000

/**
 * A signal that ends a build which hangs (`build-timeout`) or which is about to fill the engine's disk (`disk-full`), with the Failure as
 * its reason. `release` when the build has ended.
 */
export function guardBuild(
  run: Pick<BuildRun, 'engine' | 'deps'>,
  tag: string,
): { signal: AbortSignal; release(): void } {
  const ended = new AbortController()
  const tripped = new AbortController()
  const { config } = run.deps
  const timeout = setTimeout(
    () => tripped.abort(tookTooLong(tag, config.buildTimeoutSeconds)),
    config.buildTimeoutSeconds * 1000,
  )
  const watch = async () => {
    while (!ended.signal.aborted && !tripped.signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal: ended.signal }).catch(() => undefined)
      // An engine that does not answer is the build's own business: it fails by itself.
      const info = await run.engine.info(AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)])).catch(() => ({}))
      const freeBytes = 'diskFreeBytes' in info ? info.diskFreeBytes : undefined
      const neededBytes = config.diskFreeBytesMin ?? diskFreeBytesMinWhileBuilding
      if (freeBytes !== undefined && freeBytes < neededBytes) tripped.abort(diskFills(tag, freeBytes, neededBytes))
    }
  }
  void watch()
  return {
    signal: tripped.signal,
    release() {
      clearTimeout(timeout)
      ended.abort()
    },
  }
}

function tookTooLong(tag: string, seconds: number): Failure {
  return new Failure('build-timeout', {
    detail: `Building ${tag} took longer than ${seconds} s and was cancelled.`,
    cure: 'The log shows the step that hangs. Correct it, or allow more time (FUN_BUILD_TIMEOUT_SECONDS); what serves was not touched.',
  })
}

function diskFills(tag: string, freeBytes: number, neededBytes: number): Failure {
  const gigabytes = (bytes: number) => `${(bytes / gibibyte).toFixed(1)} GB`
  return new Failure('disk-full', {
    detail: `While ${tag} was being built the engine's disk came down to ${gigabytes(freeBytes)}, less than ${gigabytes(neededBytes)}; the build was cancelled.`,
    cure: diskFullCure,
  })
}
