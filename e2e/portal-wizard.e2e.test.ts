import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpCounterpart, startHttpCounterpart } from '../apps/api/src/testing/http-counterpart.ts'
import { client, startOidcCounterpart } from '../apps/api/src/testing/oidc-counterpart.ts'
import { type BrowserPortal, hasBrowser, startBrowserPortal } from './browser-portal.ts'
import { complaintsOf, lookAt, picturesOf } from './screens.ts'
import { freePorts } from './started-product.ts'

const minutes = 60_000
const pictures = picturesOf('wizard')

describe.skipIf(!hasBrowser)('a person who makes an environment', { timeout: minutes }, () => {
  let portal: BrowserPortal
  let page: Page
  let service: HttpCounterpart
  let complaints: string[] = []
  const findings: string[] = []

  beforeAll(async () => {
    service = await startHttpCounterpart()
    portal = await startBrowserPortal('wizard', { FUN_POLL_SECONDS: '0', FUN_OUTGOING_ALLOW: '127.0.0.1' })
    const person = await portal.person()
    page = person.page
    page.setDefaultTimeout(20_000)
    complaints = complaintsOf(page)
    const { token } = portal.product.portal
    await person.context.request.post(`${portal.url}/api/v1/session`, { data: { token } })
  }, 3 * minutes)
  afterAll(async () => {
    await portal?.close()
    await service?.stop()
  }, 2 * minutes)

  const field = (label: string) => page.getByLabel(label, { exact: true })
  /** A field whose label goes on with the word for that. */
  const optional = (label: string) => page.getByLabel(new RegExp(`^${label}\\s*optional$`))
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const title = (text: string) => page.getByRole('heading', { name: text, level: 1, exact: true }).waitFor()
  const look = async (screen: string) => findings.push(...(await lookAt(page, screen, pictures)))
  const visit = async (path: string, heading: string) => {
    await page.goto(`${portal.url}${path}`)
    await title(heading)
  }
  const environments = async () => JSON.stringify(await portal.product.portal.call('GET', '/environments'))

  test('chooses a branch that was read from the repository, and sees its commit and release', async () => {
    await visit('/new', 'New environment')
    const reference = field('Branch, tag or commit')
    await reference.fill('MA')
    const option = page
      .getByRole('listbox', { name: 'Branches and tags of the repository' })
      .getByText('main', { exact: true })
    await option.waitFor()
    await look('references')
    await reference.press('ArrowDown')
    await reference.press('Enter')
    expect(await reference.inputValue()).toBe('main')
    await expect
      .poll(() => field('Open edX release').locator('option:checked').textContent())
      .toContain('read from the tree:')
  })

  test('is told under the field that a branch is not there, and nothing else is lost', async () => {
    await field('Name').fill('campus')
    await field('Branch, tag or commit').fill('no-such-branch')
    await page
      .getByText(/has no branch, tag or commit named no-such-branch/)
      .first()
      .waitFor()
    await look('reference-absent')
    expect(await field('Name').inputValue()).toBe('campus')
    await field('Branch, tag or commit').fill('main')
  })

  test('sees the plan and the Compose file before anything is made', async () => {
    const ports = await freePorts()
    await field('LMS port').fill(String(ports.lms.port))
    await field('CMS port').fill(String(ports.cms.port))
    await page.getByText('This is what would be made. Nothing has been yet.').waitFor()
    await page
      .getByLabel('Plan of the first deployment')
      .getByText(/container campus-lms-1, create/)
      .waitFor()
    await look('review-plan')
    await page.getByRole('tab', { name: 'Compose file' }).click()
    const compose = page.getByRole('region', { name: 'Rendered Compose file' })
    await compose.getByText(/^name: campus/).waitFor()
    expect(await compose.textContent()).toContain('${MYSQL_PASSWORD}')
    await look('review-compose')
    expect(await environments()).not.toContain('campus')
  })

  test('tries a server elsewhere, and the plan leaves its container out', async () => {
    await field('MySQL').selectOption('external')
    await field('MySQL server').fill('10.0.0.1')
    await button('Test the connection to MySQL').click()
    await page.getByText('Not tested').waitFor()
    await field('MySQL server').fill('127.0.0.1')
    await field('MySQL server’s port').fill(new URL(service.url).port)
    expect(await page.getByText('Not tested').count()).toBe(0)
    await button('Test the connection to MySQL').click()
    await page.getByText(/Not reached|Another server answers/).waitFor()
    await optional('MySQL password').fill('correct horse battery')
    expect(await optional('Secret with the password').inputValue()).toBe('EXTERNAL_MYSQL_PASSWORD')
    await expect
      .poll(() => page.getByRole('region', { name: 'Rendered Compose file' }).textContent())
      .toContain('${EXTERNAL_MYSQL_PASSWORD}')
    expect(await page.getByRole('region', { name: 'Rendered Compose file' }).textContent()).not.toMatch(/^ {2}mysql:/m)
    await look('external-service')
    await field('MySQL').selectOption('container')
  })

  test('makes it, and is led to its deployment', async () => {
    await button('Create and show the plan').click()
    await page.waitForURL(/\/operations\//)
    expect(await environments()).toContain('campus')
  })

  test('is told which DNS records its host names need, and saves another name by the same edit', async () => {
    await visit('/environments/campus/domains', 'campus')
    await page.getByText(/^No record: this name means whatever machine/).waitFor()
    await field('LMS host name').fill('learn example')
    await page.getByText('Use a host name such as lms.example.org.').waitFor()
    await field('LMS host name').fill('learn.example.org')
    await page.getByText('dig +short learn.example.org').waitFor()
    await page.getByText(/^The ports are bound to 127.0.0.1:/).waitFor()
    await field('Bind address').fill('192.0.2.7')
    await page.getByRole('button', { name: 'Copy 192.0.2.7' }).waitFor()
    await page.getByText('once saved and deployed').first().waitFor()
    await look('domains')
    await page.getByRole('link', { name: 'Configuration', exact: true }).click()
    await expect.poll(() => field('LMS host name').inputValue()).toBe('learn.example.org')
    await page.getByRole('link', { name: 'Domains', exact: true }).click()
    await button('Save').click()
    await page.getByText('Saved. The next deployment applies it.').waitFor()
    await page.getByText('from the next deployment').first().waitFor()
    expect(await portal.product.portal.call('GET', '/environments/campus')).toMatchObject({
      specification: { lms: { host: 'learn.example.org' }, bindAddress: '192.0.2.7' },
    })
  })

  test('sees what was built for it', async () => {
    await visit('/environments/campus/builds', 'campus')
    await page.getByText(/^Nothing is served yet/).waitFor()
    await page.getByText('Nothing was built for it yet.').waitFor()
    await look('builds')
  })

  test('finds every action in the palette, and scales the workers by it', async () => {
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Commands' })
    await palette.getByRole('combobox').fill('scale')
    await palette.getByRole('option', { name: 'Scale workers · campus' }).waitFor()
    await look('palette')
    await page.keyboard.press('Enter')
    await field('LMS background workers').fill('99')
    await page.getByText(/expected number to be <=16/).waitFor()
    await look('scale')
    await field('LMS background workers').fill('3')
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await portal.product.portal.call('GET', '/environments/campus')).toMatchObject({
      specification: { workers: { lms: 3 } },
    })
  })

  test('adds a sign-in provider by the palette, changes its role map and removes it', async () => {
    const { issuer, stop } = await startOidcCounterpart(`${portal.url}/api/v1/oidc/company/callback`)
    try {
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('add a provider')
      await page.keyboard.press('Enter')
      await title('Settings')
      await field('Name').fill('company')
      await field('Title').fill('Company account')
      await field('Issuer').fill('id.example.org')
      await field('Client id').fill(client.id)
      await button('Add this provider').click()
      await page.getByText(/^Give the address of the issuer/).waitFor()
      await look('provider-refused')
      await field('Issuer').fill('http://127.0.0.1:1')
      await button('Add this provider').click()
      await page
        .getByText(/gives no description that can be used/)
        .first()
        .waitFor()
      await field('Issuer').fill(issuer)
      await optional('Client secret').fill(client.secret)
      await button('Add this provider').click()
      await button('Edit Company account').click()
      await optional('Claim that gives roles').fill('groups')
      await button('Add a value').click()
      await field('Value 1').fill('platform')
      await field('Role 1').selectOption('operator')
      await look('provider')
      await button('Save').click()
      await page.getByText(/^By the claim groups: platform is Operator/).waitFor()
      await page.getByText(`${portal.url}/api/v1/oidc/company/callback`).waitFor()
      await look('settings')
      await button('Remove Company account').click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
      await page.getByText(/^None: people sign in with a password or a passkey/).waitFor()
    } finally {
      await stop()
    }
  })

  test('says who is told of what, and sees that it arrives', async () => {
    await visit('/notifications', 'Notifications')
    await button('Add a channel').click()
    await field('Kind of channel').selectOption('slack')
    await field('Name of the channel').fill('Not A Name')
    await field('Webhook address').fill(`${service.url}/hook`)
    await button('Add this channel').click()
    await page.getByText(/Use 2 to 63 lower-case letters/).waitFor()
    await look('channel-refused')
    await field('Name of the channel').fill('team')
    await button('Add this channel').click()
    await button('Send a test to team').click()
    await page.getByText('HTTP 200: ok').first().waitFor()
    expect(service.received.map(({ path }) => path)).toContain('/hook')
    await button('Add a rule').click()
    await page.getByLabel('a deployment failed').check()
    await look('rule')
    await button('Add this rule').click()
    await page.getByText(/^team: a deployment failed, all environments/).waitFor()
    await look('notifications')
    await button('Remove team').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('No channel yet.').first().waitFor()
    await page.getByText('A rule needs a channel first.').waitFor()
  })

  test('finds in the audit what was done, opens it, and verifies that nothing is missing', async () => {
    await visit('/audit', 'Audit')
    await page.getByText('notification-channel.create').first().waitFor()
    await field('What').fill('environment.')
    await page.getByText('notification-channel.create').first().waitFor({ state: 'detached' })
    await page.locator('summary', { hasText: 'environment.create' }).first().click()
    await page.getByText('Place in the chain').first().waitFor()
    expect(await page.getByRole('link', { name: 'Export what is shown' }).getAttribute('href')).toContain(
      'action=environment.',
    )
    await button('Verify the chain').click()
    await page.getByText(/^The chain holds: \d+ entries/).waitFor()
    await look('audit')
  })

  test('reads what the portal is made of', async () => {
    await visit('/about', 'About')
    await page.getByText('PostgreSQL', { exact: true }).waitFor()
    await page.getByText('Unreleased').waitFor()
    await look('about')
  })

  test('sees the same in French, and nothing was wrong on any screen', async () => {
    await page.context().addCookies([{ name: 'fun_locale', value: 'fr', url: portal.url }])
    for (const [path, heading] of [
      ['/new', 'Nouvel environnement'],
      ['/notifications', 'Notifications'],
      ['/audit', 'Audit'],
      ['/about', 'À propos'],
      ['/settings', 'Réglages'],
      ['/environments/campus/domains', 'campus'],
      ['/environments/campus/builds', 'campus'],
    ] as const) {
      await visit(path, heading)
      await look(`french${path.replaceAll('/', '-')}`)
    }
    expect(findings).toEqual([])
    expect(complaints).toEqual([])
  })
})
