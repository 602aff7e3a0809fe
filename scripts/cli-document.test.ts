import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { helpPages } from '@fun/cli/help-pages'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { cliDocument, renderCliDocument } from './cli-document.ts'

const repository = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(repository, file), 'utf8')

it('docs/cli.md is what fun --help says; node scripts/cli-document.ts makes it anew', () => {
  expect(readFileSync(cliDocument, 'utf8')).toBe(renderCliDocument())
})

describe('docs/ci.md', () => {
  const text = read('docs/ci.md')
  const pages = helpPages().toSorted((one, other) => other.name.length - one.name.length)
  const calls = [...text.matchAll(/\bfun (?:env|deploy|rollback|plan|run|operations|token)\b[^`|\n]*/g)].map(
    ([call]) => call,
  )

  it('names only commands and options that there are', () => {
    expect(calls.length).toBeGreaterThan(8)
    for (const call of calls) {
      const page = pages.find(({ name }) => call === name || call.startsWith(`${name} `))
      expect(page, call).toBeDefined()
      for (const [option] of (call.split(' -- ')[0] ?? '').matchAll(/--[a-z-]+/g))
        expect(page?.text, call).toContain(option)
    }
  })

  it('has pipelines that are YAML, with pinned images and no token written out', () => {
    const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
    expect(blocks).toHaveLength(2)
    for (const block of blocks) {
      expect(parse(block)).toBeTypeOf('object')
      expect(block.match(/(?:image|container): (\S+)/)?.[1]).toMatch(/^node:\d+\.\d+\.\d+-/)
      expect(block).not.toMatch(/fun_[A-Za-z0-9]/)
    }
  })
})
