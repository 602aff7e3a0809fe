import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const tidy = new URL('tidy-at-rest.ts', import.meta.url).href

/** Heap, in bytes, of a process that has dropped some 100 MB and then rests for twenty rounds. */
async function heapAtRest(...flags: string[]): Promise<number> {
  const script = `
    const { tidyAtRest } = await import('${tidy}')
    let kept = []
    for (let index = 0; index < 400_000; index += 1) kept.push({ index, text: 'line ' + index, more: [index, index] })
    kept = undefined
    tidyAtRest(100)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    process.stdout.write(String(process.memoryUsage().heapTotal))`
  const { stdout } = await run(process.execPath, [...flags, '--input-type=module', '--eval', script])
  return Number(stdout)
}

it('a process that rests gives back what its work has left', async () => {
  const [tidied, left] = await Promise.all([heapAtRest('--expose-gc'), heapAtRest()])
  expect(tidied).toBeLessThan(25_000_000)
  expect(left).toBeGreaterThan(tidied * 1.5)
})
