import { StringDecoder } from 'node:string_decoder'

/** Longest piece that is handed on as one line, in characters; longer lines come in pieces. */
const lineLengthMax = 64 * 1024

/** Cuts chunks of bytes into lines; a character or line that is split over chunks comes out whole. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string) => void
  #rest = ''

  readonly #lengthMax: number

  constructor(onLine: (line: string) => void, lengthMax = lineLengthMax) {
    this.#onLine = onLine
    this.#lengthMax = lengthMax
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#emit(line)
    while (this.#rest.length > this.#lengthMax) {
      this.#onLine(this.#rest.slice(0, this.#lengthMax))
      this.#rest = this.#rest.slice(this.#lengthMax)
    }
  }

  /** Hands on a last line without a line feed. */
  end(): void {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (rest !== '') this.#emit(rest)
  }

  #emit(line: string): void {
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }
}

/** Keeps the last `count` lines. */
export class LastLines {
  readonly lines: string[] = []
  readonly #count: number
  constructor(count: number) {
    this.#count = count
  }
  push(line: string): void {
    this.lines.push(line)
    if (this.lines.length > this.#count) this.lines.shift()
  }
}
