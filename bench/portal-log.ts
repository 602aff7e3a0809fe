import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import type { Product } from '../e2e/product.ts'

/** Writes numbered lines to the first process's output, which its own user may, so many a second. The arguments: lines per second, seconds. */
const writer = `
import sys, time
rate, seconds = int(sys.argv[1]), int(sys.argv[2])
out = open('/proc/1/fd/1', 'wb', buffering=0)
start, number = time.monotonic(), 0
while number < rate * seconds:
    due = min(rate * seconds, int((time.monotonic() - start) * rate))
    if due > number:
        out.write(b''.join(b'bench line %09d INFO courseware.views request handled in 12 ms for a learner\\n' % n for n in range(number, due)))
        number = due
    time.sleep(0.01)
`

export interface LogSeen {
  written: number
  received: number
  /** Lines that are missing, twice, or out of order. */
  wrong: number
  frames: number
  /** Share of the time that went by in frames longer than 50 ms. */
  longFrameShare: number
  /** From the first line to the last one shown. */
  seconds: number
}

/** The log of a service that writes much, followed in the portal. Throws when the last line is never shown. */
export async function logAtRate(
  browser: Browser,
  product: Product,
  environment: string,
  rate: { linesPerSecond: number; seconds: number },
): Promise<LogSeen> {
  const { url, token } = product.portal
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await context.request.post(`${url}/api/v1/session`, { data: { token } })
  const page = await context.newPage()
  await page.goto(`${url}/environments/${environment}/logs?services=lms`)
  await page.getByRole('region', { name: 'Log', exact: true }).waitFor()
  await sleep(5_000)
  const before = await counted(page)
  await page.evaluate(`
    window.frameTimes = []
    let last = performance.now()
    const frame = (now) => { window.frameTimes.push(now - last); last = now; requestAnimationFrame(frame) }
    requestAnimationFrame(frame)`)
  const startedAt = Date.now()
  await write(product, environment, rate)
  const written = rate.linesPerSecond * rate.seconds
  const last = `bench line ${String(written - 1).padStart(9, '0')}`
  await page.getByText(last).first().waitFor({ timeout: 120_000 })
  const seconds = (Date.now() - startedAt) / 1_000
  const frames = z.array(z.number()).parse(await page.evaluate('window.frameTimes'))
  const received = (await counted(page)) - before
  const numbers = await numbersOfDownload(page)
  await context.close()
  const outOfOrder = numbers.filter((each, index) => index > 0 && each !== (numbers[index - 1] ?? 0) + 1).length
  const sum = (list: number[]) => list.reduce((total, each) => total + each, 0)
  return {
    written,
    received,
    wrong: Math.abs(written - received) + outOfOrder,
    frames: frames.length,
    longFrameShare: sum(frames.filter((each) => each > 50)) / sum(frames),
    seconds,
  }
}

/** All lines that the page has had, as it says: those held and those that had to go. */
async function counted(page: Page): Promise<number> {
  const region = page.getByRole('region', { name: 'Log', exact: true })
  const texts = await region.getByText(/^(?:The first )?[\d,]+ lines?\b/).allTextContents()
  return texts.reduce((total, each) => total + Number(/[\d,]+/.exec(each)?.[0].replaceAll(',', '') ?? 0), 0)
}

/** The numbers of the bench's lines in the file that the page gives. */
async function numbersOfDownload(page: Page): Promise<number[]> {
  await page.getByRole('button', { name: 'Options', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Download' }).click(),
  ])
  const content = await readFile(await download.path(), 'utf8')
  return [...content.matchAll(/bench line (\d{9})/g)].map((each) => Number(each[1]))
}

async function write(product: Product, environment: string, rate: { linesPerSecond: number; seconds: number }) {
  const containers = await product.containers(environment)
  const lms = containers.find((each) => each.Labels['com.docker.compose.service'] === 'lms' && each.State === 'running')
  if (lms === undefined) throw new Error(`no container of ${environment} runs the LMS`)
  const run = await product.docker.getContainer(lms.Id).exec({
    Cmd: ['python3', '-c', writer, String(rate.linesPerSecond), String(rate.seconds)],
    AttachStderr: true,
    AttachStdout: true,
  })
  const stream = await run.start({})
  const said: Buffer[] = []
  for await (const chunk of stream) said.push(Buffer.from(chunk))
  const { ExitCode } = await run.inspect()
  if (ExitCode !== 0) throw new Error(`the writer ended with ${ExitCode}: ${Buffer.concat(said).toString('utf8')}`)
}
