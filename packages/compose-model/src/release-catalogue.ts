import { legacyReleases } from './releases/legacy.ts'
import { maintainedReleases } from './releases/maintained.ts'
import type { Release } from './releases/release.ts'
import type { ReleaseName } from './specification.ts'

/** All releases, oldest first. */
export const releaseCatalogue: readonly Release[] = [...legacyReleases, ...maintainedReleases]

const byName = new Map<string, Release>(releaseCatalogue.map((release) => [release.name, release]))

/** The entry of a release. Throws RangeError for a name that the catalogue does not hold (the specification's enum prevents it). */
export function releaseOf(name: ReleaseName): Release {
  const release = byName.get(name)
  if (!release) throw new RangeError(`The catalogue has no release "${name}".`)
  return release
}

/** Files of a tree that tell its release; a caller reads those that exist. */
export const releaseEvidencePaths = ['openedx/core/release.py'] as const

type ReleaseEvidence = Partial<Record<string, string>>

/** What a tree calls its release, word for word (`RELEASE_LINE = "teak"` in openedx/core/release.py); undefined when it does not. */
export function releaseLineOf(files: ReleaseEvidence): string | undefined {
  return /^RELEASE_LINE\s*=\s*["']([a-z]+)["']/m.exec(files['openedx/core/release.py'] ?? '')?.[1]
}

/** The release of that name, or undefined: development branches call themselves `master`, and the caller must then be told. */
export function releaseOfLine(line: string | undefined): Release | undefined {
  return line === undefined ? undefined : byName.get(line)
}

/** The release that a tree says it is, or undefined. */
export function detectRelease(files: ReleaseEvidence): Release | undefined {
  return releaseOfLine(releaseLineOf(files))
}

const minor = (version: string): string => version.split('.').slice(0, 2).join('.')

/**
 * Whether an image of the release can be built where base images with these Pythons can be had (`3.11`; stand-ins from
 * Debian 12 have only that one). `reason` is a sentence for people.
 */
export function buildable(
  release: Release,
  availablePythons: readonly string[],
): { buildable: true } | { buildable: false; reason: string } {
  const wanted = minor(release.python)
  if (availablePythons.map(minor).includes(wanted)) return { buildable: true }
  const available = availablePythons.length > 0 ? `Python ${availablePythons.join(', ')}` : 'no Python'
  return {
    buildable: false,
    reason: `${release.title} needs Python ${wanted}, and the base images that can be had here have ${available}.`,
  }
}
