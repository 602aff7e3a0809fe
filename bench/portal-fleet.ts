import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import type { Portal } from '../e2e/portal.ts'

const slowdown = 4
const entries = z.array(z.object({ name: z.string(), milliseconds: z.number(), interactionId: z.number() }))

/** A page in a browser context of its own: nothing is cached, and the owner is signed in. */
async function openPage(browser: Browser, portal: Portal, rate: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await context.request.post(`${portal.url}/api/v1/session`, { data: { token: portal.token } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  return page
}

/** Milliseconds until the first text or picture, and the bytes of scripts as they were sent, without headers, until rows of the fleet are seen. */
export async function firstLoad(browser: Browser, portal: Portal): Promise<{ paintMs: number; scriptBytes: number }> {
  const page = await openPage(browser, portal, slowdown)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const scripts = new Set<string>()
  let scriptBytes = 0
  session.on('Network.responseReceived', (event) => {
    if (event.type !== 'Script') return
    scripts.add(event.requestId)
    scriptBytes -= event.response.encodedDataLength
  })
  session.on('Network.loadingFinished', (event) => {
    if (scripts.has(event.requestId)) scriptBytes += event.encodedDataLength
  })
  await page.goto(portal.url)
  await page
    .getByRole('link', { name: /^environment-\d+/ })
    .first()
    .waitFor()
  const paint = await page.evaluate(
    `performance.getEntriesByName('first-contentful-paint').map((each) => each.startTime)[0]`,
  )
  const sent = scriptBytes
  await page.context().close()
  return { paintMs: z.number().parse(paint), scriptBytes: sent }
}

/** The slowest moment of each thing that a person does on the fleet page: milliseconds from the input to the next paint (event timing, 8 ms steps). */
export async function interactions(
  browser: Browser,
  portal: Portal,
): Promise<Array<{ what: string; milliseconds: number }>> {
  const page = await openPage(browser, portal, slowdown)
  await page.addInitScript(`
    window.interactionTimes = []
    new PerformanceObserver((list) => {
      for (const each of list.getEntries())
        if (each.interactionId) window.interactionTimes.push({ name: each.name, milliseconds: each.duration, interactionId: each.interactionId })
    }).observe({ type: 'event', durationThreshold: 16, buffered: true })`)
  await page.goto(portal.url)
  await page
    .getByRole('link', { name: /^environment-\d+/ })
    .first()
    .waitFor()
  await sleep(3_000)
  const slowest: Array<{ what: string; milliseconds: number }> = []
  const doing = async (what: string, act: () => Promise<void>) => {
    await page.evaluate('window.interactionTimes.length = 0')
    await act()
    await sleep(1_500)
    const seen = entries.parse(await page.evaluate('window.interactionTimes'))
    slowest.push({ what, milliseconds: Math.max(0, ...seen.map((each) => each.milliseconds)) })
  }
  const search = page.getByRole('searchbox').first()
  await doing('typing', async () => {
    await search.click()
    await page.keyboard.type('ment-15', { delay: 120 })
  })
  await doing('clearing', async () => {
    for (let index = 0; index < 7; index += 1) await page.keyboard.press('Backspace', { delay: 60 })
  })
  await doing('sorting', () => page.getByRole('columnheader').getByRole('button').first().click())
  await doing('palette', () => page.keyboard.press('Control+k'))
  await doing('typing in the palette', () => page.keyboard.type('deploy', { delay: 120 }))
  await doing('closing', () => page.keyboard.press('Escape'))
  await doing('choosing a row', () => page.getByRole('checkbox').nth(1).click())
  await doing('opening an environment', () =>
    page
      .getByRole('link', { name: /^environment-\d+/ })
      .first()
      .click(),
  )
  await page.context().close()
  return slowest
}

/** The requests that a page makes by itself in so many seconds, ten seconds after it was opened. */
export async function idleRequests(browser: Browser, portal: Portal, seconds: number): Promise<string[]> {
  const page = await openPage(browser, portal, 1)
  await page.goto(portal.url)
  await page
    .getByRole('link', { name: /^environment-\d+/ })
    .first()
    .waitFor()
  await sleep(10_000)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await sleep(seconds * 1_000)
  await page.context().close()
  return asked
}
