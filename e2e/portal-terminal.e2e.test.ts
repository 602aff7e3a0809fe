import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { baseImage, setup as makeBaseImage } from '../apps/api/src/adapters/docker/testing/base-image.ts'
import { type BrowserPortal, hasBrowser, startBrowserPortal } from './browser-portal.ts'
import { complaintsOf, lookAt, picturesOf } from './screens.ts'
import { createSampleEnvironment } from './started-product.ts'

const minutes = 60_000
const pictures = picturesOf('terminal')

// A container with the labels of a service stands for the LMS: what a terminal is opened in matters less than how it is opened.
describe.skipIf(!hasBrowser)('the terminal of an environment, through the portal', { timeout: 4 * minutes }, () => {
  let portal: BrowserPortal
  let name: string
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    await makeBaseImage()
    portal = await startBrowserPortal('terminal', { FUN_POLL_SECONDS: '0', FUN_OBSERVE_SECONDS: '1' })
    name = await createSampleEnvironment(portal.product, 'shell')
    await startService(portal, name, 'lms')
    page = await signedIn(portal.product.portal.token)
    complaints = complaintsOf(page)
  }, 12 * minutes)
  afterAll(() => portal?.close(), 2 * minutes)

  async function signedIn(token: string): Promise<Page> {
    const person = await portal.person()
    await person.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: portal.url })
    const answer = await person.context.request.post(`${portal.url}/api/v1/session`, { data: { token } })
    expect(answer.status()).toBe(204)
    await person.page.goto(`${portal.url}/environments/${name}/terminal`)
    return person.page
  }
  const button = (text: string) => page.getByRole('button', { name: text, exact: true })
  const screen = () => page.locator('.xterm-rows')
  const shows = (text: string) => screen().getByText(text).first().waitFor()
  const connected = () => page.getByText('Connected', { exact: true }).waitFor()
  const type = async (command: string) => {
    await page.keyboard.type(command)
    await page.keyboard.press('Enter')
  }

  test('is opened, typed into, and as large as its place', async () => {
    await button('Open terminal').waitFor()
    expect(await lookAt(page, 'terminal-form', pictures)).toEqual([])
    await button('Open terminal').click()
    await connected()
    await type("echo he''llo; KEPT=42")
    await shows('hello')
    await type('stty size')
    const before = await sizeShown()
    await page.setViewportSize({ width: 900, height: 700 })
    await expect
      .poll(
        async () => {
          await type('stty size')
          return sizeShown().catch(() => before)
        },
        { timeout: 30_000, interval: 500 },
      )
      .not.toEqual(before)
  })

  const sizeShown = async () => {
    const text = screen().getByText(/^\d+ \d+\s*$/)
    await text.first().waitFor({ timeout: 5_000 })
    return (await text.last().textContent())?.trim()
  }

  test('pastes, and copies what is selected', async () => {
    await page.evaluate(`navigator.clipboard.writeText("echo pas''ted")`)
    await page.keyboard.press('Control+v')
    await page.keyboard.press('Enter')
    await shows('pasted')
    const word = await screen()
      .getByText(/^pasted/)
      .last()
      .boundingBox()
    await page.mouse.dblclick((word?.x ?? 0) + 20, (word?.y ?? 0) + 5)
    await button('Copy selection').click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('pasted')
  })

  test('is left by the keyboard', async () => {
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.press('Shift+F6')
    expect(await page.evaluate(`document.activeElement?.className ?? ''`)).not.toContain('xterm')
  })

  test('goes on after the page is loaded again, with what it had shown', async () => {
    await page.locator('.xterm-helper-textarea').focus()
    await type("echo befo''re")
    await shows('before')
    await page.reload()
    await connected()
    await shows('before')
    await type('echo kept=$KEPT')
    await shows('kept=42')
  })

  test('is to be seen by everybody, in both themes and on a phone', async () => {
    expect(await lookAt(page, 'terminal-open', pictures)).toEqual([])
  })

  test('ends, says so, and is in the list with its owner and duration', async () => {
    await button('End terminal').click()
    await page.getByText('The terminal was ended.').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'ended by hand' }).filter({ hasText: 'lms' }).waitFor()
    const { items } = list.parse(await portal.product.portal.call('GET', `/environments/${name}/terminals`))
    expect(items).toEqual([expect.objectContaining({ service: 'lms', end: 'closed', seconds: expect.any(Number) })])
    expect(complaints).toEqual([])
  })

  test('is refused to who may only look, with who may', async () => {
    const { portal: calls } = portal.product
    await calls.call('POST', '/service-accounts', { name: `${name}-viewer`, roles: [{ role: 'viewer' }] })
    const made = made201.parse(await calls.call('POST', `/service-accounts/${name}-viewer/tokens`, { name: 'look' }))
    const viewer = await signedIn(made.token)
    await viewer.getByText('environment:terminal').first().waitFor()
    expect(await viewer.getByRole('button', { name: 'Open terminal', exact: true }).count()).toBe(0)
  })
})

const list = z.object({ items: z.array(z.looseObject({})) })
const made201 = z.object({ token: z.string() })

/** A container that a worker takes for one of the environment's; the product removes it. */
async function startService({ product }: BrowserPortal, environment: string, service: string): Promise<void> {
  const container = await product.docker.createContainer({
    name: `${environment}-${service}-1`,
    Image: baseImage,
    Cmd: ['sleep', '1000000'],
    Labels: {
      'com.docker.compose.project': environment,
      'com.docker.compose.service': service,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
    },
    HostConfig: { Init: true },
  })
  await container.start()
  const seen = async () =>
    (await product.portal.environment(environment)).services.some((each) => each.service === service)
  const deadline = Date.now() + minutes
  while (!(await seen())) {
    if (Date.now() > deadline) throw new Error(`no worker saw the service ${service}`)
    await sleep(250)
  }
}
