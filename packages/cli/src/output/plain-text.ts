const escapeCharacter = String.fromCharCode(27)
const bell = String.fromCharCode(7)
/** CSI, OSC and two-character sequences. Source: ECMA-48. */
const controlSequence = new RegExp(
  `(${escapeCharacter}(?:\\[[0-9;:?]*[ -/]*[@-~]|\\][^${bell}${escapeCharacter}]*(?:${bell}|${escapeCharacter}\\\\)?|[@-_]))`,
)
const colour = new RegExp(`^${escapeCharacter}\\[[0-9;:]*m$`)
/** C0 and C1; a tab may stay. */
const controlCharacter = /(?!\t)\p{Cc}/gu

/**
 * A line of somebody else's as it may be written to a terminal or a file: of a bar that was drawn over with carriage returns the last state,
 * and no sequence that moves the cursor, sets a title or makes the terminal answer. Colours stay only when `colours`, and end with the line.
 */
export function safeLine(raw: string, colours = false): string {
  const ended = raw.replace(/[\r\n]+$/, '')
  const last = ended.slice(ended.lastIndexOf('\r') + 1)
  let coloured = false
  // Text and sequences take turns.
  const parts = last.split(controlSequence).map((part, index) => {
    if (index % 2 === 0) return part.replace(controlCharacter, '')
    if (!colours || !colour.test(part)) return ''
    coloured = true
    return part
  })
  return `${parts.join('')}${coloured ? `${escapeCharacter}[0m` : ''}`
}
