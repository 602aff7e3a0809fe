'use client'

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
import { useTranslations } from 'use-intl'
import {
  type Health,
  healthLooks,
  type Look,
  type Mark,
  type OperationState,
  operationLooks,
  type StepState,
  stepLooks,
  type Tone,
} from '#lib/status-words.ts'

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

type Shape = {
  /** Keeps the word for screen readers and hover, where a list has no room for it. */
  iconOnly?: boolean
  className?: string
}

/** The health of an environment or service: icon and word, in the colour of its tone. */
export function HealthStatus({ of, ...shape }: Shape & { of: Health }) {
  const t = useTranslations('status.health')
  return <Status look={healthLooks[of]} word={t(of)} {...shape} />
}

/** The state of an operation. */
export function OperationStatus({ of, ...shape }: Shape & { of: OperationState }) {
  const t = useTranslations('status.operation')
  return <Status look={operationLooks[of]} word={t(of)} {...shape} />
}

/** The state of a step. */
export function StepStatus({ of, ...shape }: Shape & { of: StepState }) {
  const t = useTranslations('status.step')
  return <Status look={stepLooks[of]} word={t(of)} {...shape} />
}

/** Any other state, everywhere the same way: never by colour alone. */
export function Status({ look, word, iconOnly = false, className = '' }: Shape & { look: Look; word: string }) {
  const Icon = icons[look.mark]
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap font-medium ${tones[look.tone]} ${className}`}
      title={iconOnly ? word : undefined}
    >
      <Icon
        aria-hidden="true"
        strokeWidth={2.25}
        className={`size-4 shrink-0 ${look.mark === 'spinner' ? 'motion-safe:animate-spin' : ''}`}
      />
      <span className={iconOnly ? 'sr-only' : ''}>{word}</span>
    </span>
  )
}
