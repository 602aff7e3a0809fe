import { randomBytes } from 'node:crypto'
import type { Environment } from '@fun/contract/resources'
import type { Portal } from './portal.ts'
import { assetsNamedBy, Visitor } from './visitor.ts'

/** Where an environment's LMS and CMS answer. */
export interface Addresses {
  lms: string
  cms: string
}

/** A check is a sentence about behaviour and what it saw; it throws when the sentence is not true. */
export interface Check {
  sentence: string
  run(): Promise<string>
}

/** Addresses through nginx, from the specification. */
export function addressesOf(environment: Environment): Addresses {
  const { lms, cms } = environment.specification
  return { lms: `http://${lms.host}:${lms.port}`, cms: `http://${cms.host}:${cms.port}` }
}

/**
 * Everything that "served" means for a team: the same list runs over the sample platform in `make test` and over the real platform in
 * `make acceptance`. Checks run in this order and share one account.
 */
export function servedChecks(portal: Portal, name: string, { lms, cms }: Addresses, courseKey: string): Check[] {
  const suffix = randomBytes(4).toString('hex')
  const account = {
    username: `visitor_${suffix}`,
    email: `visitor-${suffix}@example.com`,
    password: `Correct-horse-${suffix}`,
  }
  const visitor = new Visitor()
  return [
    { sentence: 'the LMS heartbeat answers 200 through nginx', run: () => answers(`${lms}/heartbeat`) },
    { sentence: 'the Studio heartbeat answers 200 through nginx', run: () => answers(`${cms}/heartbeat`) },
    {
      sentence: 'the home page is styled: every stylesheet and script it names answers 200',
      run: () => styled(`${lms}/`),
    },
    { sentence: '/login is styled', run: () => styled(`${lms}/login`) },
    { sentence: '/courses is styled', run: () => styled(`${lms}/courses`) },
    {
      sentence: 'an account is registered and signed in over HTTP',
      run: async () => {
        await new Visitor().register(lms, account)
        await visitor.signIn(lms, account)
        const dashboard = await visitor.get(`${lms}/dashboard`)
        const text = await dashboard.text()
        if (!dashboard.ok || !dashboard.url.includes('/dashboard'))
          throw new Error(`/dashboard answered ${dashboard.status} at ${dashboard.url}`)
        if (!text.includes(account.username)) throw new Error('/dashboard does not name the account')
        return account.username
      },
    },
    {
      sentence: 'Studio signs the same account in through the LMS',
      run: async () => {
        const home = await visitor.get(`${cms}/home/`)
        const text = await home.text()
        if (!home.ok || !home.url.startsWith(cms))
          throw new Error(`Studio answered ${home.status} at ${home.url}: ${text.slice(0, 300)}`)
        if (!text.includes(account.username)) throw new Error(`Studio's home does not name the account (${home.url})`)
        return home.url
      },
    },
    {
      sentence: 'the demo course is imported and its page opens',
      run: async () => {
        await portal.done(`/environments/${name}/manage`, { command: 'demo-course' }, 180_000)
        const about = await visitor.get(`${lms}/courses/${courseKey}/about`)
        if (!about.ok) throw new Error(`the about page answered ${about.status} at ${about.url}`)
        return about.url
      },
    },
    {
      sentence: 'a Celery task makes the round trip through the broker',
      run: async () => {
        const response = await fetch(`${lms}/heartbeat?extended`, { signal: AbortSignal.timeout(60_000) })
        const text = await response.text()
        if (!response.ok || !/celery/i.test(text))
          throw new Error(`extended heartbeat answered ${response.status}: ${text.slice(0, 300)}`)
        return text.slice(0, 200)
      },
    },
  ]
}

async function answers(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  return url
}

async function styled(url: string): Promise<string> {
  const visitor = new Visitor()
  const page = await visitor.get(url)
  const html = await page.text()
  if (page.status !== 200) throw new Error(`${url} answered ${page.status}`)
  const assets = assetsNamedBy(html, page.url)
  if (!assets.some((each) => each.includes('.css'))) throw new Error(`${url} names no stylesheet`)
  for (const asset of assets) {
    const response = await visitor.get(asset)
    if (response.status !== 200) throw new Error(`${url} names ${asset}, which answers ${response.status}`)
    await response.arrayBuffer()
  }
  return `${assets.length} assets`
}
