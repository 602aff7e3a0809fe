import { createdToken } from '@fun/contract/access'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BrowserPortal, hasBrowser, startBrowserPortal } from './browser-portal.ts'
import { type SeededFleet, seedFleet } from './fleet-rows.ts'
import { hostile, writeHostileLog, writeHostileNames } from './hostile-rows.ts'
import { complaintsOf, lookAt, picturesOf } from './screens.ts'

const minutes = 60_000
const pictures = picturesOf('trouble')

// Over a seeded fleet and without a worker, which would look at an engine and see nothing of it.
describe.skipIf(!hasBrowser)('a person at work', { timeout: 5 * minutes }, () => {
  let portal: BrowserPortal
  let fleet: SeededFleet
  const opened: BrowserContext[] = []
  const findings: string[] = []
  const complaints: string[][] = []

  beforeAll(async () => {
    portal = await startBrowserPortal('trouble')
    await portal.product.end('worker')
    fleet = await seedFleet(portal.databaseUrl, 4)
  }, 3 * minutes)
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close()
  })
  afterAll(() => portal?.close(), 2 * minutes)

  /** A person who is signed in by `token`, at a page of the portal. */
  const personAt = async (path: string, token = portal.product.portal.token): Promise<Page> => {
    const { context, page } = await portal.person()
    opened.push(context)
    complaints.push(complaintsOf(page))
    await context.request.post(`${portal.url}/api/v1/session`, { data: { token } })
    await page.goto(`${portal.url}${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }
  const look = async (page: Page, screen: string) => findings.push(...(await lookAt(page, screen, pictures)))
  const configuration = () => `/environments/${fleet.serving}/configuration`
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
  const button = (page: Page, text: string) => page.getByRole('button', { name: text, exact: true })
  const saved = (page: Page) => page.getByText('Saved. The next deployment applies it.').waitFor()
  const stored = async () => (await portal.product.portal.environment(fleet.serving)).specification

  test('keeps what was typed while the API is down, and saves it when it is back', async () => {
    const page = await personAt(configuration())
    await field(page, 'Platform name').fill('Typed before the night')
    await portal.product.end('api')
    const banner = page.getByRole('alert').filter({ hasText: 'What you typed is kept' })
    await banner.waitFor()
    await button(page, 'Save').click()
    await page.getByRole('alert').filter({ hasText: 'make start starts what does not' }).waitFor()
    await look(page, 'api-down')
    expect(await field(page, 'Platform name').inputValue()).toBe('Typed before the night')
    portal.product.startApi()
    await banner.waitFor({ state: 'detached' })
    await button(page, 'Save').click()
    await saved(page)
    expect((await stored()).platformName).toBe('Typed before the night')
  })

  test('finds a form as it was left, after a look at another page', async () => {
    const page = await personAt(configuration())
    await field(page, 'Platform name').fill('Half a thought')
    await page.getByRole('link', { name: 'Activity' }).click()
    await page.getByText('Everything that was asked of this environment').waitFor()
    await page.getByRole('link', { name: 'Configuration' }).click()
    await expect.poll(() => field(page, 'Platform name').inputValue()).toBe('Half a thought')
    await button(page, 'Discard changes').click()
    expect(await field(page, 'Platform name').inputValue()).not.toBe('Half a thought')
  })

  test('signs in again over the page whose session ended, and goes on with all that was typed', async () => {
    const { portal: owner } = portal.product
    const own = createdToken.parse(await owner.call('POST', '/tokens', { name: 'for an hour' }))
    const page = await personAt(configuration(), own.token)
    await field(page, 'Platform name').fill('Typed before the session ended')
    await owner.call('DELETE', `/tokens/${own.id}`)
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.waitFor()
    await look(page, 'session-ended')
    await page.keyboard.press('Escape')
    await dialog.getByLabel('Owner token').fill('fun_not_a_token')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByText('This token is not valid').waitFor()
    await dialog.getByLabel('Owner token').fill(owner.token)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await field(page, 'Platform name').inputValue()).toBe('Typed before the session ended')
    await button(page, 'Save').click()
    await saved(page)
    expect((await stored()).platformName).toBe('Typed before the session ended')
  })

  describe('while somebody else saves the same settings', () => {
    const conflict = (page: Page) => page.getByRole('alert').filter({ hasText: 'Somebody else has saved meanwhile' })

    test('is shown what they changed, merges, and both changes stay', async () => {
      const [mine, theirs] = [await personAt(configuration()), await personAt(configuration())]
      await field(mine, 'Platform name').fill('Mine')
      await field(theirs, 'Contact address').fill('theirs@example.org')
      await button(theirs, 'Save').click()
      await saved(theirs)
      await conflict(mine).getByText('theirs@example.org').waitFor()
      await look(mine, 'conflict')
      await button(mine, 'Merge mine over theirs').click()
      await conflict(mine).waitFor({ state: 'detached' })
      expect(await field(mine, 'Platform name').inputValue()).toBe('Mine')
      await button(mine, 'Save').click()
      await saved(mine)
      expect(await stored()).toMatchObject({ platformName: 'Mine', contactEmail: 'theirs@example.org' })
    })

    test('may take theirs instead', async () => {
      const page = await personAt(configuration())
      await field(page, 'Platform name').fill('Mine again')
      await portal.product.portal.call('PATCH', `/environments/${fleet.serving}`, {
        specification: { ...(await stored()), platformName: 'Theirs' },
      })
      await conflict(page).waitFor()
      await button(page, 'Discard mine').click()
      await expect.poll(() => field(page, 'Platform name').inputValue()).toBe('Theirs')
      expect(await button(page, 'Save').isDisabled()).toBe(true)
    })

    test('does not save over a change of the same attribute that the page has not heard of', async () => {
      const page = await personAt(configuration())
      // Nothing arrives by itself any more.
      await page.route('**/api/v1/events', (route) => route.abort())
      await page.reload()
      await field(page, 'Platform name').fill('Typed without looking')
      await portal.product.portal.call('PATCH', `/environments/${fleet.serving}`, {
        specification: { ...(await stored()), platformName: 'Saved by a colleague' },
      })
      await button(page, 'Save').click()
      await conflict(page).getByText('Saved by a colleague').waitFor()
      expect((await stored()).platformName).toBe('Saved by a colleague')
      await button(page, 'Merge mine over theirs').click()
      await button(page, 'Save').click()
      await saved(page)
      expect((await stored()).platformName).toBe('Typed without looking')
    })
  })

  describe('reads what was written to do harm', () => {
    test('in a log: script tags as text, and 5,000,000 characters in one line', async () => {
      await writeHostileLog(portal.databaseUrl, fleet.failedOperation)
      const page = await personAt(`/operations/${fleet.failedOperation}`)
      const log = page.getByRole('log', { name: 'Log lines' })
      await log.getByText(hostile.needle).waitFor()
      await log.getByText(hostile.script).waitFor()
      await log.getByText('… 4996000 more characters').waitFor()
      expect(await page.title()).toMatch(/^Failed · Deployment of /)
      await page.getByLabel('Find in the log').fill('after the long one')
      await page.getByText('of 1', { exact: false }).first().waitFor()
      await look(page, 'hostile-log')
    })

    test('in names that run from right to left: what stands beside them keeps its order', async () => {
      await writeHostileNames(portal.databaseUrl, 'campus')
      const page = await personAt('/environments/campus')
      const subject = page.getByTitle(hostile.subject).first()
      await subject.waitFor()
      const commit = page
        .locator('code')
        .filter({ hasText: /^[0-9a-f]{7}$/ })
        .first()
      const [left, right] = [await commit.boundingBox(), await subject.boundingBox()]
      expect(left === null || right === null ? undefined : left.x + left.width <= right.x).toBe(true)
      await look(page, 'right-to-left')
      await page.goto(`${portal.url}/operations`)
      await page.getByTitle(hostile.subject).first().waitFor()
      await look(page, 'right-to-left-operations')
    })
  })

  test('has met no screen that breaks a rule of WCAG 2.2 AA, that is wider than its window, or whose scripts complain', () => {
    expect([...findings, ...complaints.flat()]).toEqual([])
  })
})
