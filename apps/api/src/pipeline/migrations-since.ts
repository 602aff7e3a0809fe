/** What a revision says of its migrations: those that its commit holds, and those that its deployment was seen to apply. */
export interface RevisionMigrations {
  /** Sorted paths; null: not known, the revision is from before they were noted. */
  migrations: string[] | null
  /** `app.name`. */
  appliedMigrations: string[]
  /** Whether its deployment got past its migrations; of one that did not, only what was seen counts. */
  served: boolean
}

const file = /(?:^|\/)migrations\/(?!__init__\.py$)[^/]+\.py$/

/** Sorted paths of the migrations of a tree. */
export function migrationPaths(tree: ReadonlyArray<{ path: string }>): string[] {
  return tree.flatMap(({ path }) => (file.test(path) ? [path] : [])).sort()
}

/** `app.name` of a line in which Django says that it applies a migration, or undefined. */
export function appliedMigration(line: string): string | undefined {
  return /^\s*Applying ([A-Za-z_]\w*\.\w+)\.\.\./.exec(line)?.[1]
}

/**
 * Migrations that stand in the way of going back: held by a later revision that served and not by the target, or seen to be applied by a
 * later deployment. A path names its migration; `app.name` stands for those that packages brought or that no revision holds any more.
 * Of a target that is not known, only those that were seen to be applied stand here: `isUnknownSince` says that it is not all.
 */
export function migrationsSince(target: RevisionMigrations, later: readonly RevisionMigrations[]): string[] {
  const known = new Set(target.migrations)
  const paths =
    target.migrations && new Set(later.flatMap(({ served, migrations }) => (served ? (migrations ?? []) : [])))
  const candidates = new Set([...known, ...later.flatMap(({ migrations }) => migrations ?? [])])
  const found = new Set([...(paths ?? [])].filter((path) => !known.has(path)))
  for (const name of later.flatMap(({ appliedMigrations }) => appliedMigrations)) {
    const path = [...candidates].find((candidate) => isNamed(candidate, name))
    if (path === undefined) found.add(name)
    else if (!known.has(path)) found.add(path)
  }
  return [...found].sort()
}

/** Whether more migrations may have been applied since than anybody noted. */
export function isUnknownSince(target: RevisionMigrations, later: readonly RevisionMigrations[]): boolean {
  if (later.some(({ migrations }) => migrations === null)) return true
  return target.migrations === null && later.some((each) => each.served || each.appliedMigrations.length > 0)
}

/** An application's label is the name of its folder, unless it says otherwise: then both are shown. */
function isNamed(path: string, name: string): boolean {
  const [app = '', migration = ''] = name.split('.')
  return path === `${app}/migrations/${migration}.py` || path.endsWith(`/${app}/migrations/${migration}.py`)
}
