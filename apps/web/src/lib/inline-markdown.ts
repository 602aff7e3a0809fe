/** Text and code of a line of Markdown; of a link only its text stays, of emphasis its words. */
export function inlineParts(line: string): Array<{ kind: 'text' | 'code'; text: string }> {
  return line
    .split(/(`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part) =>
      part.length > 2 && part.startsWith('`') && part.endsWith('`')
        ? { kind: 'code', text: part.slice(1, -1) }
        : { kind: 'text', text: part.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(\*\*|__)(.+?)\1/g, '$2') },
    )
}
