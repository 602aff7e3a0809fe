import { expect, test } from 'vitest'
import { planLines, planSummary } from './plan.ts'

const plan = `[] -> #1 network demo_default, create, not found
[1,5] -> #6 container demo-lms-2, create, image changed: a, b
[6] -> #7 configuration nginx, write with routes cms=demo-cms-1 lms=demo-lms-2, its routes changed
[7] -> #8 container demo-lms-1, remove, replaced
! data-lost volume demo_mysql: it is removed with its data
`

test('a plan has a sign, what, how and why on each line, and no number', () => {
  expect(planLines(plan)).toEqual([
    '+ network demo_default: create (not found)',
    '+ container demo-lms-2: create (image changed: a, b)',
    '~ configuration nginx: write with routes cms=demo-cms-1 lms=demo-lms-2 (its routes changed)',
    '- container demo-lms-1: remove (replaced)',
    '! data-lost volume demo_mysql: it is removed with its data',
  ])
})

test('a plan is summed up, also an empty one', () => {
  expect(planSummary(plan)).toBe(
    '4 actions: 2 create, 1 remove, 1 other. 1 thing to look at, marked with an exclamation mark.',
  )
  expect(planSummary('[] -> #1 container demo-lms-1, start, stopped')).toBe('1 action: 1 other.')
  expect([planLines(''), planSummary('')]).toEqual([[], 'Nothing to do: what runs is what a deploy would make.'])
})
