import type { About } from '@fun/contract/about'

type Changes = About['changes']

/** Versions, groups and items of a changelog, in its order. Source: keepachangelog.com; an item may run over several lines. */
export function parseChangelog(text: string): Changes {
  const changes: Changes = []
  let continues = false
  for (const line of text.split('\n')) {
    const [, marks, title = ''] = /^(##|###)\s+(.+?)\s*$/.exec(line) ?? []
    const groups = changes.at(-1)?.groups
    const items = groups?.at(-1)?.items
    const item = /^[-*]\s+(.+?)\s*$/.exec(line)?.[1]
    if (marks === '##') changes.push({ version: title.replace(/^\[(.+?)\](\(.*?\))?/, '$1'), groups: [] })
    else if (marks === '###') groups?.push({ title, items: [] })
    else if (item !== undefined) items?.push(item)
    else if (continues && /^\s+\S/.test(line) && items !== undefined && items.length > 0)
      items[items.length - 1] += ` ${line.trim()}`
    continues = item !== undefined || (continues && /^\s+\S/.test(line))
  }
  return changes
}
