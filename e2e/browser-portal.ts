import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { productNodeFlags } from '../scripts/product-node.ts'
import { freePort } from '../scripts/test-services.ts'
import { type StartedProduct, startProduct } from './started-product.ts'

/** Debian's Chromium. */
const executablePath = '/usr/bin/chromium'
const server = path.resolve(import.meta.dirname, '../apps/web/.next/standalone/apps/web/server.js')

/** Whether there is a browser to test with. Without one (no root, no apt) tests of screens are skipped, and counted as such. */
export const hasBrowser = existsSync(executablePath)

/** The browser as every test and script starts it. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })

/** The portal's pages on a port of their own, as the production build serves them. Throws when they are not built or do not start. */
export async function startPages(): Promise<{ url: string; processId: number | undefined; stop(): Promise<void> }> {
  if (!existsSync(server)) throw new Error('The portal is not built: make test builds it, or pnpm turbo run build.')
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn(process.execPath, [...productNodeFlags, server], {
    env: { ...process.env, HOSTNAME: '127.0.0.1', PORT: new URL(url).port },
    stdio: 'ignore',
  })
  const stop = () => endOf(child)
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await fetch(`${url}/sign-in`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok === true) return { url, processId: child.pid, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error('The portal’s pages did not start.')
    }
    await sleep(100)
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/** A product with its pages, and a browser to look at them. */
export interface BrowserPortal extends StartedProduct {
  /** Where the portal is opened. */
  url: string
  /** A person at a computer of their own: nobody is signed in. */
  person(): Promise<{ context: BrowserContext; page: Page }>
}

/** Starts all of it for one test file; `close` leaves nothing behind. */
export async function startBrowserPortal(name: string, extra: Record<string, string> = {}): Promise<BrowserPortal> {
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const each of undo.toReversed()) await each()
  }
  try {
    const pages = await startPages()
    undo.push(pages.stop)
    const started = await startProduct(name, { WEB_URL: pages.url, ...extra })
    undo.push(started.close)
    const browser = await openBrowser()
    undo.push(() => browser.close())
    const { url } = started.product.portal
    const person = async () => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        reducedMotion: 'reduce',
        locale: 'en-GB',
      })
      // Slow machines are slow, not broken: a step that waits for a state waits long.
      context.setDefaultTimeout(60_000)
      return { context, page: await context.newPage() }
    }
    return { ...started, url, person, close }
  } catch (error) {
    await close()
    throw error
  }
}
