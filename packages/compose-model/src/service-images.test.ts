import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { serviceImageRoles, serviceImages } from './service-images.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

describe.each(serviceImageRoles)('service image %s', (role) => {
  const { official, standIn } = serviceImages[role]

  it('has a stand-in whose folder is a build context', () => {
    expect(existsSync(`${repository}${standIn.folder}/Dockerfile`)).toBe(true)
  })

  it('keeps data where the official image keeps it, owned by the same user', () => {
    expect(standIn.dataPath).toBe(official.dataPath)
    expect(standIn.userId).toBe(official.userId)
  })

  it('is checked in exec form', () => {
    for (const { healthcheck } of [official, standIn]) expect(healthcheck?.[0] ?? 'CMD').toBe('CMD')
  })

  it('builds from the base image that an installation chooses, without a frontend from a registry', () => {
    const dockerfile = readFileSync(`${repository}${standIn.folder}/Dockerfile`, 'utf8')
    expect(dockerfile).toMatch(/^FROM \$\{BASE_IMAGE\}/m)
    expect(dockerfile).not.toMatch(/^# *syntax=/m)
    expect(/^FROM \$\{BUILDER_BASE\}/m.test(dockerfile)).toBe(standIn.builderBase)
  })
})
