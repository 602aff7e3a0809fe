import { styleText } from 'node:util'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Where a command writes: results to one, progress and hints to another. */
export interface Screen {
  /** Whether a person looks at it, so that lines may be drawn anew. */
  readonly isTerminal: boolean
  /** Characters in a line of a terminal; no end otherwise. */
  readonly columns: number
  readonly hasColours: boolean
  write(text: string): void
  /** As it came where nobody asked for colours. Source: NO_COLOR, FORCE_COLOR and the stream, as node:util reads them. */
  style(style: Style | Style[], text: string): string
}

/** A standard stream as a screen. */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  const style = (wanted: Style | Style[], text: string) => styleText(wanted, text, { stream, validateStream: true })
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.isTTY ? stream.columns || 80 : Infinity
    },
    hasColours: style('red', 'x') !== 'x',
    write: (text) => {
      stream.write(text)
    },
    style,
  }
}

/** Lines, each with its end. */
export function say(screen: Screen, ...lines: string[]): void {
  screen.write(lines.map((line) => `${line}\n`).join(''))
}
