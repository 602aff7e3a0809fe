import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs'

const bytesMax = 10 * 1024 * 1024
const generationsMax = 4

/** A log file that is renamed to `.1`, `.2` … when it has grown to 10 MiB, so that a portal left alone does not fill its disk. */
export class RotatingLog {
  readonly #path: string
  #descriptor: number
  #bytes: number

  constructor(path: string) {
    this.#path = path
    this.#descriptor = openSync(path, 'a', 0o640)
    this.#bytes = statSync(path).size
  }

  write(chunk: string | Buffer): void {
    this.#bytes += writeSync(this.#descriptor, Buffer.from(chunk))
    if (this.#bytes > bytesMax) this.#rotate()
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #rotate(): void {
    closeSync(this.#descriptor)
    for (let generation = generationsMax; generation > 0; generation--) {
      const from = generation === 1 ? this.#path : `${this.#path}.${generation - 1}`
      try {
        renameSync(from, `${this.#path}.${generation}`)
      } catch {
        // That generation does not exist yet.
      }
    }
    this.#descriptor = openSync(this.#path, 'a', 0o640)
    this.#bytes = 0
  }
}
