/** A piece of a line in one colour: text only, so that nothing that a program writes can become markup. */
export type AnsiPiece = { text: string; colour: AnsiColour | null; bold: boolean }
export type AnsiColour = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'

const colours: readonly AnsiColour[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const escapeCharacter = String.fromCharCode(27)
const sequences = String.raw`(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007|[@-_])`
const controlSequence = new RegExp(`${escapeCharacter}${sequences}`, 'g')
const colourSequence = new RegExp(`${escapeCharacter}\\[([0-9;]*)m`, 'g')
const range = (from: number, to: number) => `${String.fromCharCode(from)}-${String.fromCharCode(to)}`
/** What is left of control characters when sequences and tabs are gone. */
const controlCharacters = new RegExp(`[${range(0, 8)}${range(11, 31)}${String.fromCharCode(127)}]`, 'g')

/** A line as a terminal would leave it: no sequences, only what follows the last carriage return, tabs as spaces. */
export function plainText(raw: string): string {
  return afterReturn(raw).replace(controlSequence, '').replaceAll('\t', '    ').replace(controlCharacters, '')
}

/** The pieces of a line by colour. Other sequences (cursor moves, titles, links) are taken away. */
export function ansiPieces(raw: string): AnsiPiece[] {
  const line = afterReturn(raw)
  const pieces: AnsiPiece[] = []
  let colour: AnsiColour | null = null
  let bold = false
  let from = 0
  const add = (text: string) => {
    const shown = plainText(text)
    if (shown !== '') pieces.push({ text: shown, colour, bold })
  }
  for (const match of line.matchAll(colourSequence)) {
    add(line.slice(from, match.index))
    from = match.index + match[0].length
    const codes = (match[1] ?? '').split(';').map(Number)
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] ?? 0
      if (code === 0) [colour, bold] = [null, false]
      else if (code === 1) bold = true
      else if (code === 22) bold = false
      else if (code === 39) colour = null
      else if (code >= 30 && code <= 37) colour = colours[code - 30] ?? null
      else if (code >= 90 && code <= 97) colour = colours[code - 90] ?? null
      // 256 colours and RGB bring parameters of their own.
      else if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4
    }
  }
  add(line.slice(from))
  return pieces
}

function afterReturn(raw: string): string {
  const line = raw.replace(/\r+$/, '')
  return line.slice(line.lastIndexOf('\r') + 1)
}
