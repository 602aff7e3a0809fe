import type { ComposeService } from '@fun/compose-model/compose-project'
import { canonicalJson } from '@fun/compose-model/content-hash'
import { comparableService, usedSecretVersions } from './config-hash.ts'
import { labels } from './labels.ts'

/**
 * Differences, attribute by attribute, between a container's definition as its labels keep it and the wanted service, e.g.
 * `environment.DEBUG "0" → "1"` or `secret MYSQL_PASSWORD version 1 → 2`. Definitions hold names of secrets only, so this may be shown.
 * Empty when the labels say nothing (a container made by another tool).
 */
export function explainChange(
  containerLabels: Readonly<Record<string, string>>,
  service: ComposeService,
  secretVersions: Readonly<Record<string, number>>,
): string[] {
  const before = parse(containerLabels[labels.serviceDefinition])
  if (before === undefined) return []
  const changes = differences('', before, comparableService(service))
  const versionsBefore = parse(containerLabels[labels.secretVersions]) ?? {}
  for (const [name, version] of Object.entries(usedSecretVersions(service, secretVersions))) {
    const old = versionsBefore[name]
    if (old !== undefined && old !== version) changes.push(`secret ${name} version ${String(old)} → ${version}`)
  }
  return changes
}

function differences(path: string, before: unknown, after: unknown): string[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return keys.flatMap((key) => differences(path === '' ? key : `${path}.${key}`, before[key], after[key]))
  }
  return [`${path} ${show(before)} → ${show(after)}`]
}

const show = (value: unknown): string => (value === undefined ? 'none' : canonicalJson(value))

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
