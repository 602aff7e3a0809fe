import type { LogLine } from './log-buffer.ts'

/** Finds a text, in any case, or a regular expression. */
export type Matcher = { pattern: RegExp }
export type MatcherResult = { kind: 'none' } | { kind: 'bad'; reason: string } | { kind: 'matcher'; matcher: Matcher }

/** What a person typed as a matcher; a pattern that matches nothing at all is no use and counts as bad. */
export function makeMatcher(text: string, isRegex: boolean): MatcherResult {
  if (text === '') return { kind: 'none' }
  const source = isRegex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  try {
    return { kind: 'matcher', matcher: { pattern: new RegExp(source, 'giu') } }
  } catch (error) {
    return { kind: 'bad', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The places of a line that match, each `[from, to)`; empty matches are left out. */
export function rangesOf({ pattern }: Matcher, text: string): [number, number][] {
  const ranges: [number, number][] = []
  for (const match of text.matchAll(pattern))
    if (match[0] !== '') ranges.push([match.index, match.index + match[0].length])
  return ranges
}

/** Lines that match, found once each: when lines are added, only the new ones are looked at. */
export class RunningSearch {
  #matcher: Matcher | null = null
  #scanned = 0
  #numbers: number[] = []

  /** Numbers of matching lines among `lines`, in order. `scope` names the filter that `lines` came through. */
  update(matcher: Matcher | null, lines: readonly LogLine[], scope: string): readonly number[] {
    if (matcher !== this.#matcher || scope !== this.#scope) this.#restart(matcher, scope)
    if (matcher === null) return this.#numbers
    const from = firstAfter(lines, this.#scanned)
    const found: number[] = []
    for (let index = from; index < lines.length; index += 1) {
      const line = lines[index]
      if (line === undefined) continue
      matcher.pattern.lastIndex = 0
      if (matcher.pattern.test(line.text)) found.push(line.number)
    }
    this.#scanned = lines.at(-1)?.number ?? this.#scanned
    const oldest = lines[0]?.number ?? 0
    if (found.length > 0 || (this.#numbers[0] ?? oldest) < oldest)
      this.#numbers = [...this.#numbers.filter((each) => each >= oldest), ...found]
    return this.#numbers
  }

  #scope = ''

  #restart(matcher: Matcher | null, scope: string): void {
    this.#matcher = matcher
    this.#scope = scope
    this.#scanned = 0
    this.#numbers = []
  }
}

function firstAfter(lines: readonly LogLine[], number: number): number {
  let index = lines.length
  while (index > 0 && (lines[index - 1]?.number ?? 0) > number) index -= 1
  return index
}
