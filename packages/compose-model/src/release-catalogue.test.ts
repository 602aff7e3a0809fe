import { describe, expect, it } from 'vitest'
import { buildable, detectRelease, releaseCatalogue, releaseOf } from './release-catalogue.ts'
import { renderEnvironment } from './render-environment.ts'
import { sampleInput } from './sample-input.ts'
import { releaseName } from './specification.ts'

describe('the catalogue', () => {
  it('has every release of the specification, oldest first', () => {
    expect(releaseCatalogue.map(({ name }) => name)).toEqual(releaseName.options)
  })

  it.each(releaseName.options)('renders %s in both kinds', (release) => {
    for (const kind of ['production', 'development'] as const) {
      expect(renderEnvironment(sampleInput({ kind, release }, 'official')).jobs).toHaveLength(4)
    }
  })

  it('says which releases can be built where Debian 12 is the only base, and why not', () => {
    const names = releaseCatalogue.filter((release) => buildable(release, ['3.11']).buildable).map(({ name }) => name)
    expect(names).toEqual(['redwood', 'sumac', 'teak', 'ulmo'])
    expect(buildable(releaseOf('ginkgo'), ['3.11'])).toEqual({
      buildable: false,
      reason: 'Ginkgo needs Python 2.7, and the base images that can be had here have Python 3.11.',
    })
  })

  it('knows a release by its own file, and a development branch as none', () => {
    const path = 'openedx/core/release.py'
    expect(detectRelease({ [path]: '"""x"""\nRELEASE_LINE = "teak"\n' })?.name).toBe('teak')
    expect(detectRelease({ [path]: 'RELEASE_LINE = "master"\n' })).toBeUndefined()
    expect(detectRelease({})).toBeUndefined()
  })
})
