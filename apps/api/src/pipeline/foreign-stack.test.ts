import { expect, it } from 'vitest'
import { foreignResources, refuseForeignStack } from './foreign-stack.ts'

const owner = { id: 'environment-1', name: 'demo' }
const volume = (name: string, environment: string | undefined) => ({
  name,
  key: name,
  configHash: '',
  labels: environment === undefined ? {} : { 'io.funplatform.environment': environment },
})
const stack = (...volumes: Array<ReturnType<typeof volume>>) => ({
  containers: [],
  networks: [],
  volumes,
  live: {},
  completedJobs: {},
})

it('a project that holds somebody’s own volume is refused, with its name', () => {
  const observed = stack(volume('demo_data', undefined), volume('demo_mysql', owner.id))
  expect(() => refuseForeignStack(observed, owner)).toThrow(/project-taken.*demo_data/)
  expect(foreignResources(observed, owner)).toEqual({ foreign: ['demo_data'], own: ['demo_mysql'] })
})

it('another installation’s environment of the same name is foreign, the own one is not', () => {
  expect(() => refuseForeignStack(stack(volume('demo_mysql', 'environment-2')), owner)).toThrow(/project-taken/)
  expect(() => refuseForeignStack(stack(volume('demo_mysql', owner.id)), owner)).not.toThrow()
})
