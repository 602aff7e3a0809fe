/** The last bytes that a program wrote, numbered from its first: what a reader who was cut off is shown again. */
export class OutputWindow {
  readonly #bytesMax: number
  #chunks: Buffer[] = []
  #start = 0
  #end = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Offset of the oldest byte that is kept. */
  get start(): number {
    return this.#start
  }

  /** Offset of the next byte. */
  get end(): number {
    return this.#end
  }

  append(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#end += chunk.length
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      const surplus = this.#end - this.#start - this.#bytesMax
      if (surplus <= 0) return
      const gone = Math.min(surplus, first.length)
      if (gone === first.length) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(gone)
      this.#start += gone
    }
  }

  /** At most `bytesMax` bytes from an offset on; what is not kept any more is left out. */
  read(offset: number, bytesMax: number): Buffer {
    let skip = Math.max(offset, this.#start) - this.#start
    let left = bytesMax
    const parts: Buffer[] = []
    for (const chunk of this.#chunks) {
      if (left <= 0) break
      if (skip >= chunk.length) {
        skip -= chunk.length
        continue
      }
      const part = chunk.subarray(skip, skip + left)
      skip = 0
      left -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }
}
