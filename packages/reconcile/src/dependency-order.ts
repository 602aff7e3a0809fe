/** Dependencies that lead back to themselves: no order exists in which such a stack could start. */
export class DependencyCycle extends Error {
  readonly code = 'dependency-cycle'
  readonly members: string[]
  constructor(members: string[]) {
    super(`these depend on each other: ${members.join(' → ')}`)
    this.members = members
  }
}

/** Names ordered so that each stands after its dependencies; ties by name. Unknown dependencies are ignored. Throws DependencyCycle. */
export function dependencyOrder(dependencies: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = []
  const done = new Set<string>()
  const visit = (name: string, path: string[]): void => {
    if (done.has(name)) return
    if (path.includes(name)) throw new DependencyCycle([...path.slice(path.indexOf(name)), name])
    for (const dependency of [...(dependencies.get(name) ?? [])].sort()) {
      if (dependencies.has(dependency)) visit(dependency, [...path, name])
    }
    done.add(name)
    order.push(name)
  }
  for (const name of [...dependencies.keys()].sort()) visit(name, [])
  return order
}
