import { expect, it } from 'vitest'
import { browserName } from './browser-name.ts'

it('names browser and system, not what the browser wants to be taken for', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0'
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0')).toBe(
    'Firefox 142, Linux',
  )
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`)).toBe('Chrome 142, Windows')
  expect(browserName(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/142.0.0.0`)).toBe(
    'Edge 142, Windows',
  )
  expect(
    browserName(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
    ),
  ).toBe('Safari 18, iOS')
})

it('leaves a program that is no browser its own name', () => {
  expect(browserName('curl/8.5.0')).toBe('curl/8.5.0')
  expect(browserName('')).toBeNull()
})
