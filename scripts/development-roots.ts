import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from './settings.ts'

/**
 * Folders beneath which the product may mount working trees and read file sources: its own, and those that somebody who may run make
 * named with SOURCE. The API cannot widen them.
 */
export function developmentRoots(settings: Settings): string[] {
  const own = [join(settings.repository, 'src'), join(settings.dataDir, 'sources')]
  const named = process.env.FUN_DEVELOPMENT_ROOTS?.split(':').filter((path) => path !== '') ?? []
  return [...new Set([...own, ...named, ...remembered(settings)])]
}

/** Remembers a folder for every later start. */
export function addDevelopmentRoot(settings: Settings, folder: string): void {
  if (developmentRoots(settings).includes(folder)) return
  writeFileSync(path(settings), JSON.stringify([...remembered(settings), folder]))
}

function remembered(settings: Settings): string[] {
  return existsSync(path(settings)) ? z.array(z.string()).parse(JSON.parse(readFileSync(path(settings), 'utf8'))) : []
}

function path(settings: Settings): string {
  return join(settings.dataDir, 'keys', 'development-roots.json')
}
