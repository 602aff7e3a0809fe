import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../scripts/test-services.ts'
import { type StartedProduct, startProduct } from './started-product.ts'

/** What the application on a telephone shows. */
const totp = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate()
const executablePath = '/usr/bin/chromium'
const person = { name: 'Olga Owner', email: 'olga@example.org', password: 'correct horse battery' }

// The browser is Debian's; where it is not installed, the API's own tests hold the same with authenticators in software.
describe.skipIf(!existsSync(executablePath))('a person in a browser', () => {
  let started: StartedProduct
  let web: ReturnType<typeof spawn>
  let browser: Browser
  let page: Page
  let guest: Page
  let recoveryCode: string
  /** Passkeys want a host name: a name beneath localhost is this machine, and trusted without HTTPS. */
  let site: string
  beforeAll(async () => {
    const webPort = await freePort()
    const server = path.resolve(import.meta.dirname, '../apps/web/.next/standalone/apps/web/server.js')
    web = spawn(process.execPath, [server], {
      env: { ...process.env, HOSTNAME: '127.0.0.1', PORT: String(webPort) },
      stdio: 'ignore',
    })
    started = await startProduct('accounts', { WEB_URL: `http://127.0.0.1:${webPort}` })
    site = started.product.portal.url.replace('127.0.0.1', 'fun.localhost')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
    page = await browser.newPage({ reducedMotion: 'reduce', locale: 'en-GB' })
    page.setDefaultTimeout(10_000)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    web?.kill()
    await started?.close()
  }, 60_000)

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)
  const arrived = () => page.getByRole('heading', { name: 'Environments', level: 1 }).waitFor()
  async function signOut(): Promise<void> {
    await page.getByRole('button', { name: 'Appearance and language' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await button('Sign in').waitFor()
  }

  test('makes the first account by the link that bootstrap prints', async () => {
    await page.goto(`${site}/#token=${started.product.portal.token}`)
    await page.getByRole('heading', { name: 'Make the first account' }).waitFor()
    expect(page.url()).not.toContain('fun_')
    await type('Name', person.name)
    await type('Address', person.email)
    await type('Password', person.password)
    await button('Make the account').click()
    await arrived()
  })

  test('turns a second factor on, and signs in with password and recovery code', async () => {
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    await button('Turn on').click()
    const secret = (await page.getByRole('region', { name: 'Key', exact: true }).textContent())?.trim() ?? ''
    await type('Code that the application shows now', totp(secret))
    await button('Turn on').click()
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
    const codes = await page.getByRole('listitem').allTextContents()
    recoveryCode = codes.find((text) => /^\w{4}(-\w{4}){3}$/.test(text)) ?? ''
    await button('I have kept them').click()
    await signOut()
    await type('Address', person.email)
    await type('Password', 'not the password')
    await button('Sign in').click()
    await page.getByText('Address or password is wrong.').waitFor()
    await type('Password', person.password)
    await button('Sign in').click()
    await button('The application is not at hand: use a recovery code').click()
    await type('Recovery code', recoveryCode)
    await button('Continue').click()
    await arrived()
  })

  test('adds a passkey, and signs in with it alone', async () => {
    const devTools = await page.context().newCDPSession(page)
    await devTools.send('WebAuthn.enable')
    await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    await page.getByPlaceholder('Laptop').fill('Workstation')
    await button('Add a passkey').click()
    await page.getByText('Workstation').waitFor()
    await signOut()
    await button('Sign in with a passkey').click()
    await arrived()
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    await page.getByText('by passkey').waitFor()
  })

  test('invites somebody, whose link makes an account in another browser', async () => {
    await page.getByRole('link', { name: 'Members' }).click()
    await button('Invite').click()
    await page.getByRole('dialog').getByLabel('Address').fill('dana@example.org')
    await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click()
    const link = await page.getByRole('region', { name: 'Link of the invitation' }).textContent()
    guest = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    await guest.goto(link?.trim() ?? '')
    await guest.getByLabel('Name', { exact: true }).fill('Dana')
    await guest.getByLabel('Address', { exact: true }).fill('mallory@example.org')
    await guest.getByLabel('Password', { exact: true }).fill('twelve letters or more')
    await guest.getByRole('button', { name: 'Make the account' }).click()
    await guest.getByText('is not the invited one').waitFor()
    await guest.getByLabel('Address', { exact: true }).fill('dana@example.org')
    await guest.getByRole('button', { name: 'Make the account' }).click()
    await guest.getByRole('heading', { name: 'Environments', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.reload()
    await page.getByText('dana@example.org').first().waitFor()
    expect(await page.getByText('accepted').count()).toBe(1)
  })

  test('gives a member another role, and takes them out: each time their session ends while they look', async () => {
    const ended = guest.getByRole('dialog', { name: 'Your session has ended' })
    const given = page.waitForResponse((response) => response.request().method() === 'PUT')
    await page.getByLabel('Role of Dana').selectOption('Viewer')
    expect((await given).status()).toBe(200)
    await ended.waitFor()
    await ended.getByLabel('Address', { exact: true }).fill('dana@example.org')
    await ended.getByLabel('Password', { exact: true }).fill('twelve letters or more')
    await ended.getByRole('button', { name: 'Sign in', exact: true }).click()
    await ended.waitFor({ state: 'detached' })
    await guest.getByRole('link', { name: 'Members' }).click()
    await guest.getByText('You may look at this, not do it').first().waitFor()
    await button('More about Dana').click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await button('More about Dana').waitFor({ state: 'detached' })
    await ended.waitFor()
    await guest.reload()
    await guest.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  })

  test('makes an account for a machine, whose token is shown once and works until it is revoked', async () => {
    await page.getByRole('link', { name: 'Service accounts' }).click()
    await button('Make an account').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('pipeline')
    await dialog.getByRole('button', { name: 'Make an account' }).click()
    await page.getByRole('heading', { name: 'pipeline', level: 1 }).waitFor()
    await button('Make a token').click()
    await dialog.getByLabel('Name', { exact: true }).fill('deploys')
    await dialog.getByLabel('environment:deploy', { exact: true }).check()
    await dialog.getByRole('button', { name: 'Make a token' }).click()
    const shown = page.getByRole('region', { name: 'token', exact: true })
    const token = (await shown.textContent())?.trim() ?? ''
    const status = async (path: string) => {
      const { url } = started.product.portal
      return (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).status
    }
    expect(await status('/environments')).toBe(200)
    expect(await status('/hosts')).toBe(403)
    await button('I have kept it').click()
    await page.reload()
    await page.getByText('environment:deploy').waitFor()
    expect(await page.content()).not.toContain(token)
    await button('Revoke deploys').click()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await button('Revoke deploys').waitFor({ state: 'detached' })
    expect(await status('/environments')).toBe(401)
  })
})
