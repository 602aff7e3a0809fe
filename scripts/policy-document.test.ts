import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { policyDocument, renderPolicy } from './policy-document.ts'

it('docs/policy.md is what the policy table says; node scripts/policy-document.ts makes it anew', () => {
  expect(readFileSync(policyDocument, 'utf8')).toBe(renderPolicy())
})
