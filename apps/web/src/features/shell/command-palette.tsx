'use client'

import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent as KeyPress, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { searchCommands } from '#lib/command-search.ts'
import type { CommandGroup, PaletteCommand } from './palette-command.ts'
import { useCommands } from './use-commands.tsx'

const shownMax = 40
const groups: readonly CommandGroup[] = ['actions', 'environments', 'pages', 'preferences']

/** Everything a person may go to or do, found by typing. Rendered only while it is open. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell')
  const [text, setText] = useState('')
  const commands = useCommands()
  // The list follows when the browser has time: a key is answered first.
  const sought = useDeferredValue(text)
  const shown = useMemo(() => searchCommands(commands, sought, shownMax), [commands, sought])
  const root = useRef<HTMLDivElement>(null)
  const moved = useRef(false)
  // cmdk marks the first of what stands there when the text changes: of a list that follows later it has to be told, by the key that asks for it.
  // Whoever has gone on to another one meanwhile stays there.
  useEffect(() => {
    if (moved.current && root.current?.querySelector('[aria-selected="true"]') != null) return
    root.current?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }))
  }, [sought])
  const choose = (command: PaletteCommand) => {
    onClose()
    command.run()
  }
  const onKeyDown = (event: KeyPress) => {
    if (event.key.startsWith('Arrow')) moved.current = true
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || sought === text) return
    // What is marked belongs to an earlier text.
    event.preventDefault()
    const found = searchCommands(commands, text, shownMax)
    const [first] = groups.flatMap((group) => found.filter((each) => each.group === group))
    if (first !== undefined) choose(first)
  }
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_262/0.5)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-card border border-line bg-surface shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">{t('palette')}</Dialog.Title>
          <Command ref={root} shouldFilter={false} loop label={t('palette')} onKeyDown={onKeyDown}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden="true" className="size-4 shrink-0 text-quiet" />
              <Command.Input
                value={text}
                onValueChange={(next) => {
                  moved.current = false
                  setText(next)
                }}
                placeholder={t('paletteHint')}
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-quiet"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              {shown.length === 0 && (
                <p className="px-3 py-6 text-center text-sm text-quiet">{t('paletteEmpty', { text: sought })}</p>
              )}
              {groups.map((group) => {
                const members = shown.filter((each) => each.group === group)
                if (members.length === 0) return null
                return (
                  <Command.Group
                    key={group}
                    heading={t(`groups.${group}`)}
                    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-quiet"
                  >
                    {members.map((command) => (
                      <Command.Item
                        key={command.key}
                        value={command.key}
                        onSelect={() => choose(command)}
                        className="flex h-9 items-center gap-2.5 rounded-control px-2.5 text-sm data-[selected=true]:bg-sunken"
                      >
                        <command.icon aria-hidden="true" className="size-4 shrink-0 text-quiet" />
                        <span className="min-w-0 truncate">{command.name}</span>
                        <span className="ml-auto shrink-0 text-xs text-quiet">{command.detail}</span>
                      </Command.Item>
                    ))}
                  </Command.Group>
                )
              })}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
