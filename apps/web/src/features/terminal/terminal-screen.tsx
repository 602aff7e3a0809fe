'use client'

import '@xterm/xterm/css/xterm.css'
import type { Problem } from '@fun/contract/resources'
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import { useEffect, useEffectEvent, useRef } from 'react'
import { openTerminalConnection, type TerminalState } from '#lib/terminal-connection.ts'

const scrollbackLines = 5_000
/** Text that a program colours itself is kept readable on either ground. */
const contrastMin = 4.5

type TerminalScreenProps = {
  socket: string
  /** Names the input for screen readers. */
  label: string
  /** Shown where older output is missing. */
  truncated: string
  /** New output is read out, which takes a slower way to the screen. */
  aloud: boolean
  refusal: () => Promise<Problem | null>
  onState: (state: TerminalState) => void
  onSelection: (text: string) => void
}

/** The emulator, as wide and high as its place. */
export function TerminalScreen({ socket, label, truncated, aloud, ...calls }: TerminalScreenProps) {
  const place = useRef<HTMLDivElement>(null)
  const emulator = useRef<Terminal | null>(null)
  const onState = useEffectEvent(calls.onState)
  const onSelection = useEffectEvent(calls.onSelection)
  const refusal = useEffectEvent(calls.refusal)
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const controller = new AbortController()
    const terminal = openEmulator(element)
    const fit = new FitAddon()
    terminal.loadAddon(fit)
    fit.fit()
    terminal.textarea?.setAttribute('aria-label', label)
    const connection = openTerminalConnection(
      {
        socket,
        size: () => ({ columns: terminal.cols, rows: terminal.rows }),
        onOutput: (data, shown) => terminal.write(data, shown),
        onGap: () => {
          terminal.reset()
          terminal.writeln(truncated)
        },
        onState: (state) => {
          terminal.options.disableStdin = state.kind !== 'open'
          if (state.kind === 'open') terminal.focus()
          onState(state)
        },
        refusal: () => refusal(),
      },
      controller.signal,
    )
    terminal.onData((data) => connection.type(data))
    terminal.onResize(({ cols, rows }) => connection.resize({ columns: cols, rows }))
    terminal.onSelectionChange(() => onSelection(terminal.getSelection()))
    const onPlace = new ResizeObserver(() => fit.fit())
    onPlace.observe(element)
    const onTheme = followTheme(terminal, element)
    emulator.current = terminal
    return () => {
      controller.abort()
      onPlace.disconnect()
      onTheme()
      emulator.current = null
      terminal.dispose()
    }
  }, [socket, label, truncated])
  useEffect(() => {
    if (emulator.current !== null) emulator.current.options.screenReaderMode = aloud
  }, [aloud])
  return (
    <div className="h-[calc(100dvh-21rem)] min-h-72 overflow-hidden rounded-card border border-line bg-sunken p-2 text-text">
      <div ref={place} className="size-full bg-sunken text-text" />
    </div>
  )
}

function openEmulator(element: HTMLElement): Terminal {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono') || 'monospace',
    fontSize: 13,
    scrollback: scrollbackLines,
    minimumContrastRatio: contrastMin,
    cursorBlink: false,
    theme: themeOf(element),
  })
  terminal.attachCustomKeyEventHandler((event) => isForTheProgram(terminal, event))
  terminal.open(element)
  return terminal
}

/** What the browser or the page does with a key: copy, paste, and the way out for whoever has no mouse. A program that has ended gets none. */
function isForTheProgram(terminal: Terminal, event: KeyboardEvent): boolean {
  if (terminal.options.disableStdin) return false
  if (event.type !== 'keydown') return true
  if (event.key === 'F6' && event.shiftKey) {
    terminal.blur()
    return false
  }
  const key = event.key.toLowerCase()
  const command = event.ctrlKey !== event.metaKey && !event.altKey
  if (command && key === 'v') return false
  return !(command && key === 'c' && terminal.hasSelection())
}

/** Ground, text and cursor of the page; the other colours are the emulator's. */
function themeOf(element: HTMLElement): ITheme {
  const { color, backgroundColor } = getComputedStyle(element)
  return { background: backgroundColor, foreground: color, cursor: color, cursorAccent: backgroundColor }
}

/** Follows the page from light to dark and back. Returns how it ends. */
function followTheme(terminal: Terminal, element: HTMLElement): () => void {
  const apply = () => {
    terminal.options.theme = themeOf(element)
  }
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(apply)
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  system.addEventListener('change', apply)
  return () => {
    chosen.disconnect()
    system.removeEventListener('change', apply)
  }
}
