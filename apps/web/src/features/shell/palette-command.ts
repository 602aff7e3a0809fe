import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Findable } from '#lib/command-search.ts'

export type CommandGroup = 'actions' | 'environments' | 'pages' | 'preferences'
/** Something that the palette finds and does. */
export type PaletteCommand = Findable & {
  key: string
  group: CommandGroup
  icon: LucideIcon
  detail?: ReactNode
  run: () => void
}
