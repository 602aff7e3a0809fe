import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** What the command is told by its environment. */
export interface Surroundings {
  url: string | undefined
  token: string | undefined
  context: string | undefined
  configFile: string
  /** Whether somebody looks who can be shown a page. */
  hasDesktop: boolean
}

/** An empty variable means the same as an absent one. Source of the folder: XDG Base Directory Specification. */
export function readSurroundings(variables: Record<string, string | undefined> = process.env): Surroundings {
  const folder = variables.XDG_CONFIG_HOME
  const configHome = folder !== undefined && isAbsolute(folder) ? folder : join(variables.HOME || homedir(), '.config')
  return {
    url: variables.FUN_URL || undefined,
    token: variables.FUN_TOKEN || undefined,
    context: variables.FUN_CONTEXT || undefined,
    configFile: join(configHome, 'fun', 'config.json'),
    hasDesktop: process.platform === 'darwin' || Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY),
  }
}
