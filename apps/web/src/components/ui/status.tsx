import {
  Check,
  ChevronsRight,
  CircleDashed,
  CircleQuestionMark,
  CircleSlash,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Square,
  TriangleAlert,
  X,
} from 'lucide-react'
import type { Mark, StatusWord, Tone } from '#lib/status-words.ts'

const icons: Record<Mark, LucideIcon> = {
  clock: Clock,
  spinner: LoaderCircle,
  dashed: CircleDashed,
  check: Check,
  triangle: TriangleAlert,
  cross: X,
  slash: CircleSlash,
  forward: ChevronsRight,
  square: Square,
  question: CircleQuestionMark,
}

const tones: Record<Tone, string> = {
  good: 'text-good',
  busy: 'text-busy',
  warn: 'text-warn',
  bad: 'text-bad',
  idle: 'text-idle',
}

/**
 * A status, everywhere: icon and word, in the colour of its tone. `of` is a row of lib/status-words.ts; `iconOnly` keeps
 * the word for screen readers and hover, where a list has no room for it.
 */
export function Status({
  of,
  iconOnly = false,
  className = '',
}: {
  of: StatusWord
  iconOnly?: boolean
  className?: string
}) {
  const Icon = icons[of.mark]
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap font-medium ${tones[of.tone]} ${className}`}
      title={iconOnly ? of.word : undefined}
    >
      <Icon
        aria-hidden="true"
        strokeWidth={2.25}
        className={`size-4 shrink-0 ${of.mark === 'spinner' ? 'motion-safe:animate-spin' : ''}`}
      />
      <span className={iconOnly ? 'sr-only' : ''}>{of.word}</span>
    </span>
  )
}
