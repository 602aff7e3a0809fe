const started = new Set<string>()

/** Remembers that an operation was asked for in this tab, so that its end is told here. */
export function noteStartedHere(operationId: string): void {
  started.add(operationId)
}

/** True for operations that this tab asked for. */
export function wasStartedHere(operationId: string): boolean {
  return started.has(operationId)
}
