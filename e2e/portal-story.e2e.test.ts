import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrowserPortal, hasBrowser, startBrowserPortal } from './browser-portal.ts'
import { deliver } from './git-host.ts'
import { Keyboard } from './keyboard.ts'
import { describe as describeOperation } from './portal.ts'
import { complaintsOf, lookAt, picturesOf } from './screens.ts'
import { freePorts } from './started-product.ts'
import { WorkingClone } from './working-clone.ts'

const minutes = 60_000
const pictures = picturesOf('story')

// One story in the order of a team's first day, with the keyboard alone; every screen on the way is looked at in both themes and two widths.
describe.skipIf(!hasBrowser)('with the keyboard alone, a person', { timeout: 10 * minutes }, () => {
  let portal: BrowserPortal
  let page: Page
  let keys: Keyboard
  let name: string
  let lms: string
  let clone: WorkingClone
  /** Commits by what the LMS shows of them. */
  const commits = { first: '', greeting: '' }
  const findings: string[] = []
  let complaints: string[] = []

  beforeAll(async () => {
    portal = await startBrowserPortal('story', { FUN_POLL_SECONDS: '0' })
    page = (await portal.person()).page
    complaints = complaintsOf(page)
    keys = new Keyboard(page)
    name = `${portal.product.prefix}-campus`
    clone = await WorkingClone.of(portal.repository, path.join(portal.product.directory, 'clone'))
    commits.first = await clone.git('rev-parse', 'HEAD')
  }, 3 * minutes)
  afterAll(() => portal?.close(), 2 * minutes)

  const look = async (screen: string) => findings.push(...(await lookAt(page, screen, pictures)))
  const title = (text: string) => page.getByRole('heading', { name: text, level: 1, exact: true }).waitFor()
  const button = (text: string, within: Page | Locator = page) =>
    within.getByRole('button', { name: text, exact: true })
  const field = (label: string) => page.getByLabel(label, { exact: true })
  const link = (text: string) => page.getByRole('link', { name: text, exact: true })
  const dialog = (heading: string) => page.getByRole('dialog', { name: heading })
  const tab = async (text: string) => {
    await keys.press(page.getByRole('navigation', { name: `Pages of ${name}` }).getByRole('link', { name: text }))
    await page.locator('[aria-current=page]', { hasText: text }).waitFor()
  }
  /** Goes to a page of the sidebar by the palette. */
  const visit = async (place: string) => {
    await keys.command(place, place)
    await title(place)
  }
  const toEnvironment = async () => {
    await keys.command(name, name)
    await title(name)
  }
  /** What the page of the environment says that is served. */
  const serving = () => page.locator('dl > div', { has: page.getByText('Serving', { exact: true }) })
  /** Waits until the deployment of the open page has ended, as its tab's title tells it; fails at once when it ended otherwise. */
  const ended = async (state: 'Succeeded' | 'Failed') => {
    const is = async () => /^(Succeeded|Failed|Cancelled|Superseded) /.exec(await page.title())?.[1]
    await expect.poll(is, { timeout: 9 * minutes, interval: 250 }).toBeDefined()
    const id = page.url().split('/').at(-1) ?? ''
    expect(await is(), describeOperation(await portal.product.portal.operation(id))).toBe(state)
  }
  /** Opens the LMS by the link that the page gives, in a tab of its own, and says whether it shows `heading`. */
  const lmsShows = async (heading: string) => {
    const opened = page.context().waitForEvent('page')
    await keys.press(page.getByRole('link', { name: lms }).first())
    const tabOfLms = await opened
    await tabOfLms.getByRole('heading', { name: heading, exact: true }).waitFor()
    await tabOfLms.close()
  }
  /** Pushes the clone's commit to main and tells of it as the git host does. */
  const hook = { url: '', secret: '' }
  const push = async (commit: string) => {
    await clone.push(commit)
    const answer = await deliver(hook, { ref: 'refs/heads/main', after: commit })
    expect(answer.status).toBe(202)
  }

  test('signs in with the owner token, and makes the first account', async () => {
    await page.goto(portal.url)
    await title('Sign in to FUN Platform')
    await look('sign-in')
    await keys.type(field('Owner token'), portal.product.portal.token)
    await page.keyboard.press('Enter')
    await title('Make the first account')
    await look('first-run')
    await keys.type(field('Name'), 'Olga Owner')
    await keys.type(field('Address'), 'olga@example.org')
    await keys.type(field('Password'), 'correct horse battery')
    await page.keyboard.press('Enter')
    await title('Environments')
    await page.getByText('No environment yet').waitFor()
    await look('fleet-empty')
  })

  test('comes to the content by the first Tab of a page', async () => {
    await page.reload()
    await title('Environments')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    await page.locator('#content:focus').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.locator('#content').locator(':focus').count()).toBe(1)
  })

  test('makes an environment of the sample platform, told under each field what does not fit', async () => {
    await keys.command('new', 'New environment')
    await title('New environment')
    await keys.type(field('Name'), 'Not a name')
    await keys.press(button('Create and deploy'))
    await page.getByText('Use 2 to 31 lower-case letters').waitFor()
    await look('new-environment-refused')
    expect(await field('Name').inputValue()).toBe('Not a name')
    const ports = await freePorts()
    lms = `http://localhost:${ports.lms.port}`
    await keys.type(field('Name'), name)
    await keys.type(field('LMS port'), String(ports.lms.port))
    await keys.type(field('CMS port'), String(ports.cms.port))
    await look('new-environment')
    await keys.press(button('Create and deploy'))
    await title('Deployment')
  })

  test('watches it build, and looks around meanwhile', async () => {
    await expect.poll(() => page.title(), { timeout: minutes }).toMatch(/^\d+\/\d+ · Running · Deployment of /)
    await page.getByRole('log', { name: 'Log lines' }).getByText(/\w/).first().waitFor()
    const deployment = page.url()
    await look('deployment-running')
    const places = { Environments: name, Queue: 'Nothing waits.', Sources: 'sample', Hosts: 'local', Deployments: name }
    for (const [place, shown] of Object.entries(places)) {
      await visit(place)
      await page.getByText(shown).first().waitFor()
      await look(place.toLowerCase())
    }
    await keys.press(page.getByRole('link').filter({ hasText: 'Deployment' }).filter({ hasText: name }))
    await title('Deployment')
    expect(page.url()).toBe(deployment)
    await ended('Succeeded')
    await look('deployment-succeeded')
  })

  test('opens its LMS, and what the portal knows of it', async () => {
    await lmsShows('Courses')
    await toEnvironment()
    await page.getByText('Healthy').first().waitFor()
    await look('environment')
    await tab('Logs')
    await page.getByRole('log', { name: 'Log lines' }).getByText(/\w/).first().waitFor()
    await look('environment-logs')
    for (const each of ['Configuration', 'Activity']) {
      await tab(each)
      await look(`environment-${each.toLowerCase()}`)
    }
  })

  test('opens a terminal in its LMS, types a command, and leaves it again', async () => {
    await tab('Terminal')
    await keys.press(button('Open terminal'))
    const terminal = page.getByRole('region', { name: 'Terminal in lms' })
    await terminal.getByText('Connected', { exact: true }).waitFor()
    await page.getByLabel('Terminal input').and(page.locator(':focus')).waitFor()
    await page.keyboard.type('echo story-$((6 * 7))')
    await page.keyboard.press('Enter')
    await terminal.getByText('story-42').first().waitFor()
    await look('environment-terminal')
    await page.keyboard.press('Shift+F6')
    await keys.press(button('End terminal'))
    await terminal.getByText('The terminal was ended.').waitFor()
  })

  test('pushes a commit after telling the git host of the portal, and sees it served', async () => {
    await tab('Source')
    await keys.press(button('Add a webhook'))
    const asked = dialog('Add a webhook · sample')
    await keys.reach(asked.getByLabel('Git host'))
    await page.keyboard.type('Another')
    await keys.press(button('Add a webhook', asked))
    const made = page.getByRole('region', { name: 'To paste at: Another, or your own script' })
    hook.url = (await made.getByRole('region', { name: 'Address' }).textContent()) ?? ''
    hook.secret = (await made.getByRole('region', { name: 'Secret' }).textContent()) ?? ''
    await look('environment-source')
    await tab('Overview')
    await clone.edit('lms/templates/index.html', (text) => text.replace('>Courses<', `>Hello ${name}<`))
    commits.greeting = await clone.commit('The home page says hello')
    await push(commits.greeting)
    await page.getByText('Deploying').first().waitFor()
    await look('environment-deploying')
    await serving()
      .getByText(commits.greeting.slice(0, 7))
      .waitFor({ timeout: 5 * minutes })
    await lmsShows(`Hello ${name}`)
  })

  test('sees a broken commit refused at the step that failed, with its error, while the old code serves', async () => {
    await clone.edit('lms/urls.py', (text) => `${text}\ndef broken(:\n`)
    await push(await clone.commit('A slip of the pen'))
    await page
      .getByText('Failed', { exact: true })
      .first()
      .waitFor({ timeout: 5 * minutes })
    await look('environment-failed')
    await keys.press(link('Plan and result'))
    await title('Deployment')
    await ended('Failed')
    const failed = page.getByRole('listitem').filter({ has: page.getByTitle('Failed') })
    await failed.getByText('SyntaxError').first().waitFor()
    await failed.getByText('What to do:').waitFor()
    await look('deployment-failed')
    await toEnvironment()
    await serving().getByText(commits.greeting.slice(0, 7)).waitFor()
    await lmsShows(`Hello ${name}`)
  })

  test('rolls back to what was served first', async () => {
    await tab('Deployments')
    const back = `Roll back to ${commits.first.slice(0, 7)}`
    await look('environment-deployments')
    await keys.press(button(back).first())
    const asked = dialog(`Roll back ${name}`)
    await asked.waitFor()
    await look('roll-back')
    await keys.press(button(back, asked))
    await asked.waitFor({ state: 'detached' })
    await tab('Overview')
    await serving()
      .getByText(commits.first.slice(0, 7))
      .waitFor({ timeout: 5 * minutes })
    await lmsShows('Courses')
  })

  test('invites a viewer, who looks and is offered nothing that she may not do', async () => {
    await visit('Members')
    await keys.press(button('Invite'))
    const asked = dialog('Invite somebody')
    await keys.type(asked.getByLabel('Address'), 'vera@example.org')
    const role = asked.getByLabel('Role')
    await keys.reach(role)
    await page.keyboard.type('Viewer')
    expect(await role.inputValue()).toBe('viewer')
    await look('invite')
    await keys.press(button('Invite', asked))
    const invitation = (await page.getByRole('region', { name: 'Link of the invitation' }).textContent()) ?? ''
    await keys.press(button('Done'))
    const { context, page: hers } = await portal.person()
    const her = new Keyboard(hers)
    await hers.goto(invitation.trim())
    await hers.getByRole('heading', { name: 'You are invited to FUN Platform' }).waitFor()
    findings.push(...(await lookAt(hers, 'invitation', pictures)))
    await her.type(hers.getByLabel('Name', { exact: true }), 'Vera Viewer')
    await her.type(hers.getByLabel('Address', { exact: true }), 'vera@example.org')
    await her.type(hers.getByLabel('Password', { exact: true }), 'twelve letters or more')
    await her.press(button('Make the account', hers))
    await hers.getByRole('heading', { name: 'Environments', level: 1 }).waitFor()
    await her.command(name, name)
    await hers.getByRole('heading', { name, level: 1 }).waitFor()
    await hers.getByText('Healthy').first().waitFor()
    await expect.poll(() => button('Deploy', hers).count()).toBe(0)
    findings.push(...(await lookAt(hers, 'viewer', pictures)))
    await hers.keyboard.press('Control+k')
    await hers.keyboard.type(`deploy ${name}`)
    const offered = hers.getByRole('dialog', { name: 'Commands' }).getByRole('option')
    await expect.poll(() => offered.allTextContents()).toEqual([`${name} · Deployments`])
    await hers.keyboard.press('Control+a')
    await hers.keyboard.type('superuser')
    await hers.getByText('Nothing is called “superuser”.').waitFor()
    const url = `${portal.url}/api/v1/environments/${name}/deployments`
    expect((await context.request.post(url, { data: {}, headers: { origin: portal.url } })).status()).toBe(403)
    await context.close()
  })

  test('destroys it by typing its name, and nothing of it is left', async () => {
    await keys.command(name, name)
    await title(name)
    await keys.command(`destroy ${name}`, `Destroy ${name}`)
    const asked = dialog(`Destroy ${name}`)
    await keys.press(asked.getByLabel('Remove its data too'), 'Space')
    const typed = asked.getByLabel(`Type ${name} to confirm`)
    await keys.type(typed, `${name}s`)
    expect(await button('Destroy', asked).isDisabled()).toBe(true)
    await look('destroy')
    await keys.type(typed, name)
    await page.keyboard.press('Enter')
    await page.getByText(`There is no environment ${name}.`).waitFor({ timeout: 3 * minutes })
    await look('environment-gone')
    await visit('Environments')
    await page.getByText('No environment yet').waitFor()
    expect(await portal.product.containers(name)).toEqual([])
    const filters = { label: [`com.docker.compose.project=${name}`] }
    expect((await portal.product.docker.listVolumes({ filters })).Volumes).toEqual([])
  })

  test('has met no screen that breaks a rule of WCAG 2.2 AA, that is wider than its window, or whose scripts complain', () => {
    expect([...findings, ...complaints]).toEqual([])
  })
})
