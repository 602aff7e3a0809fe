'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'

/** Puts `text` on the clipboard and says so for a moment. `label` names what is copied: a noun. */
export function CopyButton({ text, label, className = '' }: { text: string; label: string; className?: string }) {
  const t = useTranslations('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={copied ? t('copied') : t('copy', { what: label })}
      title={copied ? t('copied') : t('copy', { what: label })}
      className={`-my-1 grid size-6 shrink-0 place-items-center rounded-control text-quiet transition-colors hover:bg-sunken hover:text-text ${className}`}
    >
      <Icon aria-hidden="true" className="size-3.5" />
    </button>
  )
}
