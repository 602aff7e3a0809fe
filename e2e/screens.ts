import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Page } from 'playwright-core'

/** Where pictures of screens are kept. */
export const picturesOf = (kind: string): string => path.resolve(import.meta.dirname, '../var/screenshots', kind)

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const themes = ['light', 'dark'] as const
const wide = { width: 1280, height: 900 }
const narrow = { width: 320, height: 700 }

/** What axe-core (WCAG 2.2 AA) and a page wider than its window tell against what is shown; a sentence for each, none when all is well. */
export async function findingsOf(page: Page): Promise<string[]> {
  const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'))
  const told = overflow > 0 ? [`the page is ${overflow} px wider than the window`] : []
  if ((await page.evaluate('typeof axe')) !== 'object') await page.evaluate(axeSource)
  const violations: unknown = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then((result) => result.violations.map((each) =>
      each.id + ': ' + each.nodes.slice(0, 3).map((node) => node.target + ' ' + (node.any[0]?.message ?? '')).join(' | ')))`,
  )
  return [...told, ...(Array.isArray(violations) ? violations.map(String) : [])]
}

/**
 * Looks at the screen as it stands in both themes and two widths: keeps a picture of each under `folder` and returns what is wrong, by
 * picture. Nothing is loaded anew, so that dialogs stay open and what was typed stays.
 */
export async function lookAt(page: Page, name: string, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const told: string[] = []
  for (const size of [narrow, wide]) {
    await page.setViewportSize(size)
    for (const theme of themes) {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
      const picture = `${name}-${theme}-${size.width}`
      await page.screenshot({ path: path.join(folder, `${picture}.png`), fullPage: size === narrow })
      told.push(...(await findingsOf(page)).map((each) => `${picture}: ${each}`))
    }
  }
  return told
}

/** Everything that the scripts of a page complain about from now on. What the network refuses is no complaint of theirs. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text())
  })
  return complaints
}
