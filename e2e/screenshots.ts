/**
 * Every screen of the portal, in both themes and two widths, as a picture under var/screenshots/fleet/, and judged by axe-core (WCAG 2.2 AA):
 * `node e2e/screenshots.ts [pattern]` takes those whose name matches the pattern. Real API, PostgreSQL and Redis over a seeded fleet; no worker,
 * which would look at an engine and see nothing of it. The portal has to be built. Ends with 1 when a rule is broken.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { startTestDatabase } from '../scripts/test-services.ts'
import { openBrowser, startPages } from './browser-portal.ts'
import { seedFleet } from './fleet-rows.ts'
import { Product } from './product.ts'
import { complaintsOf, findingsOf, picturesOf } from './screens.ts'
import { tellOfPushes } from './told-deliveries.ts'

const repository = path.resolve(import.meta.dirname, '..')
const output = picturesOf('fleet')
const wanted = new RegExp(process.argv[2] ?? '')
const invitationLink = z.object({ url: z.string() })
const widths = [1280, 375]
const themes = ['light', 'dark'] as const

/** `as`: with the owner token unless said otherwise. */
type Screen = {
  name: string
  path: string
  locale?: 'fr'
  as?: 'person' | 'nobody'
  act?: (page: Page) => Promise<void>
}

const person = { email: 'olga@example.org', password: 'correct horse battery' }

await mkdir(output, { recursive: true })
const directory = await mkdtemp(path.join(repository, 'var/screens-'))
const database = await startTestDatabase('screenshots')
const product = new Product(database.url, directory)
const pages = await startPages()
let broken = 0
try {
  await product.start({ WEB_URL: pages.url })
  await product.end('worker')
  const fleet = await seedFleet(database.url, Number(process.env.FUN_FLEET ?? 200))
  await tellOfPushes(product.portal, 'platform', 'edx-platform')
  const { portal } = product
  await portal.call('POST', '/account/first-run', { name: 'Olga Owner', ...person })
  const invited = { email: 'a-very-long-name-of-somebody@department.university.example.org', role: 'developer' }
  const { url: invitation } = invitationLink.parse(await portal.call('POST', '/invitations', invited))
  const machine = { name: 'github-actions', roles: [{ role: 'developer', environment: null }] }
  await portal.call('POST', '/service-accounts', machine)
  const deploys = { name: 'deploys', actions: ['environment:deploy'], expiresInDays: 90 }
  await portal.call('POST', '/service-accounts/github-actions/tokens', deploys)
  const screens: Screen[] = [
    { name: 'fleet', path: '/' },
    { name: 'fleet-troubled', path: '/?health=troubled&sort=health' },
    { name: 'fleet-french', path: '/', locale: 'fr' },
    { name: 'palette', path: '/', act: openPalette },
    { name: 'environment', path: `/environments/${fleet.serving}` },
    { name: 'environment-running', path: `/environments/${fleet.running}` },
    { name: 'environment-troubled', path: '/environments/campus' },
    { name: 'environment-french', path: '/environments/campus', locale: 'fr' },
    { name: 'deploy-dialog', path: `/environments/${fleet.serving}`, act: openDeploy },
    { name: 'deployments', path: `/environments/${fleet.serving}/deployments` },
    { name: 'builds', path: `/environments/${fleet.serving}/builds` },
    { name: 'builds-french', path: `/environments/${fleet.serving}/builds`, locale: 'fr' },
    { name: 'logs', path: `/environments/${fleet.serving}/logs` },
    { name: 'terminal', path: `/environments/${fleet.serving}/terminal` },
    { name: 'metrics', path: `/environments/${fleet.serving}/metrics` },
    { name: 'metrics-table', path: `/environments/${fleet.serving}/metrics?range=6h`, act: openTable },
    { name: 'metrics-french', path: `/environments/${fleet.serving}/metrics`, locale: 'fr' },
    { name: 'configuration', path: `/environments/${fleet.serving}/configuration` },
    { name: 'source', path: `/environments/${fleet.serving}/source` },
    { name: 'domains', path: `/environments/${fleet.serving}/domains` },
    { name: 'domains-edited', path: `/environments/${fleet.serving}/domains`, act: editDomains },
    { name: 'domains-french', path: `/environments/${fleet.serving}/domains`, locale: 'fr' },
    { name: 'activity', path: `/environments/${fleet.serving}/activity` },
    { name: 'operation-running', path: `/operations/${fleet.runningOperation}` },
    { name: 'operation-failed', path: `/operations/${fleet.failedOperation}` },
    { name: 'operations', path: '/operations' },
    { name: 'queue', path: '/queue' },
    { name: 'sources', path: '/sources' },
    { name: 'webhooks', path: '/sources/platform' },
    { name: 'webhooks-french', path: '/sources/platform', locale: 'fr' },
    { name: 'webhook-made', path: '/sources/platform', act: addWebhook },
    { name: 'delivery', path: '/sources/platform', act: openDelivery },
    { name: 'delivery-approve', path: '/sources/platform', act: approveDelivery },
    { name: 'hosts', path: '/hosts' },
    { name: 'new', path: '/new' },
    { name: 'compare', path: '/compare?a=staging&b=production' },
    { name: 'sign-in', path: '/sign-in', as: 'nobody' },
    { name: 'sign-in-french', path: '/sign-in#problem=identity-not-tied', as: 'nobody', locale: 'fr' },
    { name: 'invitation', path: new URL(invitation).pathname + new URL(invitation).hash, as: 'nobody' },
    { name: 'reset-password', path: `/reset-password#code=${'x'.repeat(43)}`, as: 'nobody' },
    { name: 'welcome', path: '/welcome' },
    { name: 'account', path: '/account', as: 'person' },
    { name: 'account-french', path: '/account', as: 'person', locale: 'fr' },
    { name: 'account-totp', path: '/account', as: 'person', act: beginTotp },
    { name: 'account-of-a-token', path: '/account' },
    { name: 'members', path: '/members', as: 'person' },
    { name: 'members-french', path: '/members', as: 'person', locale: 'fr' },
    { name: 'invite-dialog', path: '/members', as: 'person', act: openInvite },
    { name: 'member-roles', path: '/members/roles', as: 'person' },
    { name: 'member-roles-french', path: '/members/roles', as: 'person', locale: 'fr' },
    { name: 'service-accounts', path: '/service-accounts', as: 'person' },
    { name: 'service-account', path: '/service-accounts/github-actions', as: 'person' },
    { name: 'make-token', path: '/service-accounts/github-actions', as: 'person', act: openMakeToken },
    { name: 'settings', path: '/settings', as: 'person' },
    { name: 'settings-french', path: '/settings', as: 'person', locale: 'fr' },
    { name: 'settings-provider', path: '/settings?open=add-provider', as: 'person', act: addMapping },
    { name: 'about', path: '/about' },
    { name: 'add-source', path: '/sources?open=add-source' },
    { name: 'palette-here', path: `/environments/${fleet.serving}`, act: openPaletteHere },
    { name: 'scale', path: `/environments/${fleet.serving}`, act: openScale },
    { name: 'missing', path: '/environments/nobody' },
  ]
  const browser = await openBrowser()
  for (const screen of screens.filter((each) => wanted.test(each.name)))
    for (const theme of themes) for (const width of widths) await take(browser, screen, theme, width)
  await browser.close()
} finally {
  await pages.stop()
  await product.stop()
  await database.stop()
  await rm(directory, { recursive: true, force: true })
}
process.stdout.write(broken === 0 ? 'axe: nothing found\n' : `axe: ${broken} findings\n`)
process.exitCode = broken === 0 ? 0 : 1

async function take(browser: Browser, screen: Screen, theme: (typeof themes)[number], width: number): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 812 : 900 },
    reducedMotion: 'reduce',
  })
  const { url, token } = product.portal
  await context.addCookies([
    { name: 'fun_theme', value: theme, url },
    { name: 'fun_locale', value: screen.locale ?? 'en', url },
  ])
  if (screen.as === 'person') await context.request.post(`${url}/api/v1/session/password`, { data: person })
  else if (screen.as !== 'nobody') await context.request.post(`${url}/api/v1/session`, { data: { token } })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(`${url}${screen.path}`)
  await page.locator('h1').first().waitFor()
  await sleep(900)
  await screen.act?.(page)
  const name = `${screen.name}-${theme}-${width}`
  await page.screenshot({ path: path.join(output, `${name}.png`) })
  const told = [...(await findingsOf(page)), ...complaints]
  broken += told.length
  for (const each of told) process.stdout.write(`${name}: ${each}\n`)
  await writeFile(path.join(output, `${name}.txt`), told.join('\n'))
  await context.close()
}

async function beginTotp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Turn on', exact: true }).click()
  await page.getByRole('img', { name: 'QR code of the key' }).scrollIntoViewIfNeeded()
}

async function openMakeToken(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a token', exact: true }).click()
  await page.getByRole('dialog').waitFor()
}

async function openInvite(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('dialog').waitFor()
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('stag')
  await sleep(300)
}

async function openPaletteHere(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').waitFor()
  await sleep(300)
}

async function openScale(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Scale workers' }).click()
  await page.getByRole('dialog').waitFor()
}

async function editDomains(page: Page): Promise<void> {
  await page.getByLabel('LMS host name').fill('learn.example.org')
  await page.getByLabel('Bind address').fill('0.0.0.0')
  await page.getByRole('heading', { name: 'DNS records' }).scrollIntoViewIfNeeded()
}

async function addMapping(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a value' }).click()
  await page.getByRole('button', { name: 'Add this provider' }).click()
}

async function addWebhook(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Git host').selectOption('gitlab')
  await dialog.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByRole('button', { name: 'Done' }).waitFor()
}

async function openDelivery(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Details.*nobody-follows-it/ }).click()
  await page.getByRole('button', { name: 'Redeliver' }).scrollIntoViewIfNeeded()
}

async function approveDelivery(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Approve and deploy' }).click()
  await page.getByRole('dialog').waitFor()
}

async function openDeploy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('dialog').waitFor()
}

async function openTable(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'As table: CPU' }).click()
  await page.getByRole('region', { name: 'Values of CPU' }).waitFor()
}
