import { z } from 'zod'

const components = z.looseObject({ schemas: z.record(z.string(), z.unknown()) })
const shared = z.object({ $defs: z.record(z.string(), z.unknown()) })
const sharedReference = /#\/components\/schemas\/__shared#\/\$defs\/schema\d+/g

/**
 * Makes the collected schemas ones that every reader understands. zod puts what several schemas share where no reference can point: that is any
 * JSON value, which becomes the schema `Json`. Schemas that nothing refers to are left out. Throws when something else is shared: give it an id.
 */
export function tidySchemas<Document extends { components?: object }>(document: Document): Document {
  const { schemas, ...others } = components.parse(document.components)
  const { __shared, ...named } = schemas
  const own = __shared === undefined ? {} : { Json: jsonValue(__shared) }
  const text = JSON.stringify({ ...document, components: { ...others, schemas: { ...named, ...own } } })
  const all = z.custom<Document>().parse(JSON.parse(text.replaceAll(sharedReference, '#/components/schemas/Json')))
  return { ...all, components: { ...all.components, schemas: reachable(all) } }
}

function jsonValue(found: unknown): unknown {
  const definitions = Object.values(shared.parse(found).$defs).map((definition) =>
    JSON.stringify(definition).replaceAll(
      /"#\/(?:components\/schemas\/__shared#\/)?\$defs\/schema\d+"/g,
      '"#/components/schemas/Json"',
    ),
  )
  const [first] = new Set(definitions)
  if (first === undefined || new Set(definitions).size !== 1)
    throw new Error('Schemas share one that is no JSON value: give it an id in packages/contract.')
  return JSON.parse(first)
}

/** Schemas that an operation, or another of these, refers to. */
function reachable(document: { components?: object; paths?: object }): Record<string, unknown> {
  const { schemas } = components.parse(document.components)
  const kept = new Set(['Problem', ...namesIn(document.paths)])
  for (const name of kept) for (const more of namesIn(schemas[name])) kept.add(more)
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => kept.has(name)))
}

const namesIn = (part: unknown): string[] =>
  [...JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
