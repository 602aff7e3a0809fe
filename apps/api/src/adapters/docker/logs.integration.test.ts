import { randomUUID } from 'node:crypto'
import Docker from 'dockerode'
import { afterAll, expect, it } from 'vitest'
import { createDockerEngine } from './docker-engine.ts'
import { baseImage } from './testing/base-image.ts'

const socketPath = process.env.FUN_DOCKER_SOCKET ?? '/var/run/docker.sock'
const docker = new Docker({ socketPath })
const engine = createDockerEngine({ address: socketPath })
const run = `logs-${randomUUID().slice(0, 8)}`
const linesWritten = 40_000
/** Forty thousand lines in two hundred bursts: some ten files of 500 kB. */
const writer = `n=0; while [ $n -lt 200 ]; do
  seq -f 'line %06g of a log that is followed while its files get full' $((n * 200 + 1)) $((n * 200 + 200))
  n=$((n + 1)); sleep 0.02; done`

afterAll(async () => {
  const filters = { label: [`fun.test-run=${run}`] }
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true })
})

it('whoever follows a log gets each line once and in order, however often the engine begins a new file', async () => {
  const container = await docker.createContainer({
    Image: baseImage,
    Cmd: ['sh', '-c', writer],
    Labels: { 'fun.test-run': run },
    HostConfig: {
      NetworkMode: 'none',
      LogConfig: { Type: 'json-file', Config: { 'max-size': '500k', 'max-file': '5' } },
    },
  })
  await container.start()
  const numbers: number[] = []
  const onLine = ({ text }: { text: string }) => numbers.push(Number(/^line (\d+) /.exec(text)?.[1]))
  await engine.logs(container.id, { since: 0, follow: true }, onLine, AbortSignal.timeout(60_000))
  expect(numbers).toHaveLength(linesWritten)
  expect(numbers.findIndex((each, index) => each !== index + 1)).toBe(-1)
})
