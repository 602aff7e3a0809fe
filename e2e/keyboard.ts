import type { Locator, Page } from 'playwright-core'

const tabsMax = 200
const arrowsMax = 60

/** A person who has a keyboard and nothing else. */
export class Keyboard {
  readonly #page: Page
  constructor(page: Page) {
    this.#page = page
  }

  /** Goes on by Tab until `target` has the focus. Throws when it is not reached that way. */
  async reach(target: Locator): Promise<void> {
    await target.waitFor()
    const focused = target.and(this.#page.locator(':focus'))
    for (let count = 0; count < tabsMax; count += 1) {
      if ((await focused.count()) > 0) return
      await this.#page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not reach ${String(target)}`)
  }

  /** Reaches a control and presses it. */
  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(target)
    await this.#page.keyboard.press(key)
  }

  /** Reaches a field and types over what it holds. */
  async type(field: Locator, text: string): Promise<void> {
    await this.reach(field)
    await this.#page.keyboard.press('Control+a')
    await this.#page.keyboard.type(text)
  }

  /** Opens the palette, finds a command by `words` and takes the one of this name. */
  async command(words: string, name: string): Promise<void> {
    await this.#page.keyboard.press('Control+k')
    const palette = this.#page.getByRole('dialog', { name: 'Commands' })
    await palette.getByRole('combobox').and(this.#page.locator(':focus')).waitFor()
    await this.#page.keyboard.type(words)
    const option = palette.getByRole('option').filter({ has: this.#page.getByText(name, { exact: true }) })
    await option.waitFor()
    for (let count = 0; count < arrowsMax; count += 1) {
      if ((await option.getAttribute('aria-selected')) === 'true') break
      await this.#page.keyboard.press('ArrowDown')
    }
    await this.#page.keyboard.press('Enter')
    await palette.waitFor({ state: 'detached' })
  }
}
