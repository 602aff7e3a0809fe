'use client'

import { type ReactNode, useId } from 'react'

type CheckboxProps = {
  label: ReactNode
  help?: ReactNode
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
}

/** A choice of yes or no, with a line on what it means. */
export function Checkbox({ label, help, checked, disabled, onChange }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex gap-2.5 text-sm">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {help !== undefined && (
          <p id={`${id}-help`} className="text-xs text-quiet">
            {help}
          </p>
        )}
      </div>
    </div>
  )
}
