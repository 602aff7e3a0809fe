import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { english } from './en.ts'
import { french } from './fr.ts'

const sources = path.resolve(import.meta.dirname, '..')

function leaves(messages: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    const at = prefix === '' ? key : `${prefix}.${key}`
    if (typeof value === 'string') found.set(at, value)
    else for (const [inner, text] of leaves(value, at)) found.set(inner, text)
  }
  return found
}

/** Names of what is filled in, and of tags. */
const namesOf = (message: string) => [...new Set(message.match(/\{\w+(?=[,}])|<\w+>/g) ?? [])].sort()

const pages = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => ({ file, content: readFileSync(path.join(sources, file), 'utf8') }))

test('French has every message of English, none is empty, and each fills in the same names', () => {
  const inFrench = leaves(french)
  const inEnglish = leaves(english)
  expect([...inFrench.keys()]).toEqual([...inEnglish.keys()])
  for (const [key, message] of inEnglish) {
    expect(inFrench.get(key)?.trim(), key).not.toBe('')
    expect(namesOf(inFrench.get(key) ?? ''), key).toEqual(namesOf(message))
  }
})

test('no page has words of its own: all come from the messages', () => {
  expect(pages.length).toBeGreaterThan(50)
  // Text between tags, or in what is read or shown: two letters or more. Names of programs are the same in all languages.
  const own =
    /^\s+(?!\/\/|\*|[a-z]+ [=:])[A-Z][a-z]+ [a-z]+[^=(;:]*$|>\s*[A-Za-z]{3,}[^<>{}=;()]*<\/|\b(?:aria-label|title|placeholder|alt)="[^"]*[A-Za-z]{2}[^"]*"/m
  const allowed = /placeholder="(?:fun_…|https:\/\/git\.example\.org\/edx-platform\.git)"|>Ctrl K</
  const offending = pages.flatMap(({ file, content }) =>
    content
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .split('\n')
      .filter((line) => own.test(line) && !allowed.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(offending).toEqual([])
})
