/** Whether an error, or what caused it, says that the engine did not answer: waiting may help, and the operation is not at fault. */
export function isEngineUnreachable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause)
    if (engineErrorCode(current) === 'engine-unreachable') return true
  return false
}

/** Stable code of an error of the engine adapter (it has `code` and `facts`), or undefined. */
export function engineErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('facts' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Facts of an engine error as lines of log: what the container or its health check last said. */
export function engineErrorLines(error: unknown): string[] {
  if (!(error instanceof Error) || !('facts' in error)) return []
  const { facts } = error
  if (typeof facts !== 'object' || facts === null) return []
  return ['lastLines', 'healthLog'].flatMap((key) => {
    const lines: unknown = Reflect.get(facts, key)
    return Array.isArray(lines) ? lines.map(String) : []
  })
}

/** One fact of an engine error as text, or undefined. */
export function engineErrorFact(error: unknown, key: string): string | undefined {
  if (!(error instanceof Error) || !('facts' in error)) return undefined
  const { facts } = error
  if (typeof facts !== 'object' || facts === null) return undefined
  const fact: unknown = Reflect.get(facts, key)
  return fact === undefined || fact === null ? undefined : String(fact)
}
