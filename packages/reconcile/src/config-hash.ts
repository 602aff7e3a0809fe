import { createHash } from 'node:crypto'
import type { ComposeNetwork, ComposeService, ComposeVolume } from '@fun/compose-model/compose-project'
import { canonicalJson } from '@fun/compose-model/content-hash'
import { placeholderNames } from './placeholders.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The part of a service that decides whether its container must be made again, beside its image. Ordering (`depends_on`) and selection
 * (`profiles`) are no part of a container; the image is compared on its own, so that a plan can say that it was the image that changed.
 */
export function comparableService(service: ComposeService): Omit<ComposeService, 'depends_on' | 'profiles' | 'image'> {
  const { depends_on: _dependsOn, profiles: _profiles, image: _image, ...comparable } = service
  return comparable
}

/** Versions of the secrets whose placeholders the service uses; 0 for one that has no version yet. */
export function usedSecretVersions(
  service: ComposeService,
  secretVersions: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    placeholderNames(comparableService(service)).map((name) => [name, secretVersions[name] ?? 0]),
  )
}

/**
 * sha256 (hex) that is equal exactly when a container needs no change but perhaps its image. Immutable configuration sets count through the
 * names of their volumes, secrets through their versions. Planning and the label at creation both use this function.
 */
export function configHash(service: ComposeService, secretVersions: Readonly<Record<string, number>>): string {
  return sha256(
    canonicalJson({ service: comparableService(service), secrets: usedSecretVersions(service, secretVersions) }),
  )
}

/** sha256 (hex) of a network's definition, kept as its label. */
export function networkHash(network: ComposeNetwork): string {
  return sha256(canonicalJson({ driver: 'bridge', ...network }))
}

/** sha256 (hex) of what decides where a volume's data lies, kept as its label. Labels do not: they cannot be changed on a volume. */
export function volumeHash(volume: ComposeVolume): string {
  const { labels: _labels, ...place } = volume
  return sha256(canonicalJson({ driver: 'local', ...place }))
}
