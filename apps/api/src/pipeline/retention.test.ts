import { expect, it } from 'vitest'
import type { PartImage } from '../ports.ts'
import { type ImageClaims, imagesToRemove, revisionsToDrop } from './retention.ts'

const image = (name: string, day: number, change: Partial<PartImage> = {}): PartImage => ({
  reference: `fun-platform/openedx-${name}`,
  imageId: `sha256:${name}`,
  part: name.split(':')[0] ?? '',
  operationId: 'ours',
  createdAt: new Date(Date.UTC(2026, 0, day)),
  ...change,
})
const removed = (images: PartImage[], change: Partial<ImageClaims> = {}): string[] =>
  imagesToRemove(images, {
    needed: new Set(),
    ownOperationIds: new Set(['ours']),
    lastUsedAt: new Map(),
    partsKept: 1,
    ...change,
  }).map(({ reference }) => reference.replace('fun-platform/openedx-', ''))
const four = [image('code:a', 1), image('code:b', 2), image('code:c', 3), image('python:a', 1)]

it('of every part the newest that nobody needs stay, and the oldest goes first', () => {
  expect(removed(four)).toEqual(['code:a', 'code:b'])
  expect(removed(four, { partsKept: 3 })).toEqual([])
})

it('an image that a container, a kept revision or an operation needs stays, by its name or its id', () => {
  const needed = new Set(['fun-platform/openedx-code:a', 'sha256:code:b'])
  expect(removed(four, { needed, partsKept: 0 })).toEqual(['python:a', 'code:c'])
})

it('what was used lately counts as new, however old it is', () => {
  const lastUsedAt = new Map([['fun-platform/openedx-code:a', new Date(Date.UTC(2026, 1, 1))]])
  expect(removed(four, { lastUsedAt })).toEqual(['code:b', 'code:c'])
})

it('an image that another installation made is never touched', () => {
  expect(removed([image('code:x', 1, { operationId: 'theirs' })], { partsKept: 0 })).toEqual([])
})

it('an image that an interrupted prune had set aside goes', () => {
  expect(removed([image('code:a', 9, { reference: 'fun-platform/pruned:1' })], { partsKept: 3 })).toEqual([
    'fun-platform/pruned:1',
  ])
})

it('revisions beyond the newest are let go of, but for the serving one and those in use', () => {
  const served = [1, 2, 3, 4, 5, 6].map((number) => ({ id: `r${number}`, number }))
  const claims = { servingId: 'r1', inUse: new Set(['r3']), revisionsKept: 2 }
  expect(revisionsToDrop(served, claims)).toEqual(['r4', 'r2'])
})
