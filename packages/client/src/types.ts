import type { components } from './generated/api.ts'

type Schemas = components['schemas']

/** Shapes of the document that callers name most. */
export type ApiToken = Schemas['ApiToken']
export type Environment = Schemas['Environment']
export type Operation = Schemas['Operation']
export type Revision = Schemas['Revision']
export type Source = Schemas['Source']
