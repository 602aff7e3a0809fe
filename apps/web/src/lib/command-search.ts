/** Something that can be found by words: `name` is shown, `words` are found too. */
export type Findable = { name: string; words?: string }

/** Text without case and accents: `Déployer` is found by `deploy`. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/**
 * The entries in which every word of `text` occurs, best first: names that begin with it, then names that contain it, then the
 * rest, each in the order given. At most `countMax`. Without words: the first ones.
 */
export function searchCommands<T extends Findable>(entries: readonly T[], text: string, countMax: number): T[] {
  const words = foldText(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries.slice(0, countMax)
  const whole = words.join(' ')
  const ranks: T[][] = [[], [], []]
  for (const entry of entries) {
    const name = foldText(entry.name)
    const found = `${name} ${foldText(entry.words ?? '')}`
    if (!words.every((word) => found.includes(word))) continue
    const rank = name.startsWith(whole) ? 0 : name.includes(whole) ? 1 : 2
    ranks[rank]?.push(entry)
  }
  return ranks.flat().slice(0, countMax)
}
