'use client'

import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { Field } from './field.tsx'

export type Suggestion = { value: string /** At the right of it. */; note?: ReactNode }

type ComboboxFieldProps = {
  label: ReactNode
  help?: ReactNode
  error?: string | undefined
  value: string
  /** `taken`: one of the suggestions; `typed`: what the list is to be narrowed by. */
  onChange: (value: string, how: 'typed' | 'taken') => void
  suggestions: readonly Suggestion[]
  /** Names the list for screen readers. */
  listLabel: string
  /** Below the suggestions: how many more there are, or why there are none. */
  footer?: ReactNode
}

/**
 * A line of text with suggestions, any text allowed. Down opens and goes through them, Enter takes one, Escape closes. Source: WAI-ARIA Authoring
 * Practices, Editable Combobox With List Autocomplete.
 */
export function ComboboxField(props: ComboboxFieldProps) {
  const { label, help, error, value, onChange, suggestions, listLabel, footer } = props
  const listId = useId()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const isShown = isOpen && (suggestions.length > 0 || (footer !== undefined && error === undefined))
  const close = () => {
    setOpen(false)
    setActive(-1)
  }
  const take = (suggestion: Suggestion) => {
    onChange(suggestion.value, 'taken')
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = suggestions[active]
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && suggestions.length > 0) {
      event.preventDefault()
      setOpen(true)
      setActive((active + step + suggestions.length + (active < 0 && step < 0 ? 1 : 0)) % suggestions.length)
    } else if (event.key === 'Enter' && isShown && chosen !== undefined) {
      event.preventDefault()
      take(chosen)
    } else if (event.key === 'Escape' && isShown) {
      event.stopPropagation()
      close()
    }
  }
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => (
        <div className="relative">
          <input
            {...ids}
            role="combobox"
            aria-expanded={isShown}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={isShown && active >= 0 ? `${listId}-${active}` : undefined}
            spellCheck={false}
            autoComplete="off"
            value={value}
            onClick={() => setOpen(true)}
            onBlur={close}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              onChange(event.target.value, 'typed')
              setOpen(true)
              setActive(-1)
            }}
            className="h-8 w-full rounded-control border border-edge bg-surface px-2.5 font-mono text-sm aria-invalid:border-bad"
          />
          <div
            className={`absolute inset-x-0 top-full z-20 mt-1 overflow-hidden rounded-control border border-line bg-surface shadow-float ${isShown ? '' : 'hidden'}`}
          >
            <div
              id={listId}
              role="listbox"
              aria-label={listLabel}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              className="max-h-64 overflow-y-auto"
            >
              {suggestions.map((each, index) => (
                <SuggestionRow
                  key={each.value}
                  id={`${listId}-${index}`}
                  suggestion={each}
                  isActive={index === active}
                  isChosen={each.value === value}
                  onTake={() => take(each)}
                />
              ))}
            </div>
            {footer !== undefined && <p className="border-t border-line px-2.5 py-1.5 text-xs text-quiet">{footer}</p>}
          </div>
        </div>
      )}
    </Field>
  )
}

type SuggestionRowProps = {
  id: string
  suggestion: Suggestion
  isActive: boolean
  isChosen: boolean
  onTake: () => void
}

function SuggestionRow({ id, suggestion, isActive, isChosen, onTake }: SuggestionRowProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      // The focus stays in the field, so that typing goes on there.
      onPointerDown={(event) => event.preventDefault()}
      onPointerUp={onTake}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' })
      }}
      className={`flex min-h-8 cursor-default items-center gap-3 px-2.5 text-sm ${isActive ? 'bg-accent/12' : 'hover:bg-sunken'}`}
    >
      <code className="min-w-0 flex-1 truncate font-mono text-xs">{suggestion.value}</code>
      {suggestion.note}
    </div>
  )
}
