import { expect, test } from 'vitest'
import { forgetAllDrafts, hasKeptDrafts, KeptDrafts } from './kept-drafts.ts'

test('what was typed into a form is found again until it is saved', () => {
  const drafts = new KeptDrafts<string>()
  drafts.keep('campus', 'half a sentence')
  expect(drafts.get('campus')).toBe('half a sentence')
  expect(drafts.get('staging')).toBeUndefined()
  expect(hasKeptDrafts()).toBe(true)
  drafts.forget('campus')
  expect(drafts.get('campus')).toBeUndefined()
  expect(hasKeptDrafts()).toBe(false)
})

test('whoever signs out leaves nothing typed behind, in any form', () => {
  const some = new KeptDrafts<string>()
  const others = new KeptDrafts<number>()
  some.keep('campus', 'half a sentence')
  others.keep('new', 1)
  forgetAllDrafts()
  expect(hasKeptDrafts()).toBe(false)
  expect(some.get('campus')).toBeUndefined()
})
