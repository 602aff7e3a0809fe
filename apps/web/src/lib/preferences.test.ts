import { expect, test } from 'vitest'
import { chooseLocale, chooseTheme } from './preferences.ts'

test('a chosen language holds, else the browser’s first that is spoken here, else English', () => {
  expect(chooseLocale('fr', 'en')).toBe('fr')
  expect(chooseLocale(undefined, 'de-DE,fr-CA;q=0.8,en;q=0.5')).toBe('fr')
  expect(chooseLocale('xx', 'de')).toBe('en')
  expect(chooseLocale(undefined, null)).toBe('en')
})

test('an unknown theme is the system’s', () => {
  expect(chooseTheme('dark')).toBe('dark')
  expect(chooseTheme('"><script>')).toBe('system')
})
