'use client'

import { type ReactNode, useId } from 'react'
import { useTranslations } from 'use-intl'

const control =
  'w-full rounded-control border bg-surface px-2.5 text-sm placeholder:text-quiet disabled:opacity-60 aria-invalid:border-bad'

/** Ids that tie a control to its help and error. */
export type FieldIds = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }

type FieldProps = {
  label: ReactNode
  /** One line on what it is for. */
  help?: ReactNode
  /** What is wrong and how to mend it. */
  error?: string | undefined
  optional?: boolean
  className?: string
  children: (ids: FieldIds) => ReactNode
}

/** Label above, help under, error under the field with the cure. */
export function Field({ label, help, error, optional = false, className = '', children }: FieldProps) {
  const id = useId()
  const t = useTranslations('common')
  const described = [help === undefined ? '' : `${id}-help`, error === undefined ? '' : `${id}-error`]
  const describedBy = described.filter((each) => each !== '').join(' ')
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-quiet">{t('optional')}</span>}
      </label>
      <div className="mt-1">
        {children({
          id,
          'aria-describedby': describedBy === '' ? undefined : describedBy,
          'aria-invalid': error !== undefined,
        })}
      </div>
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1 text-xs font-medium text-bad">
          {error}
        </p>
      )}
      {help !== undefined && (
        <p id={`${id}-help`} className="mt-1 text-xs text-quiet">
          {help}
        </p>
      )}
    </div>
  )
}

type Shared = Omit<FieldProps, 'children'>
type TextFieldProps = Shared & {
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'password' | 'email' | 'number' | 'url' | 'date'
  placeholder?: string
  autoComplete?: string
  name?: string
  required?: boolean
  disabled?: boolean
  /** For names, commits and addresses: read letter by letter. */
  mono?: boolean
}

/** A line of text. */
export function TextField({ value, onChange, mono = false, type = 'text', ...rest }: TextFieldProps) {
  const { label, help, error, optional, className, ...input } = rest
  const shared = {
    label,
    help,
    error,
    ...(optional === undefined ? {} : { optional }),
    ...(className === undefined ? {} : { className }),
  }
  return (
    <Field {...shared}>
      {(ids) => (
        <input
          {...ids}
          {...input}
          type={type}
          spellCheck={false}
          autoComplete={input.autoComplete ?? 'off'}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${control} h-8 border-edge ${mono ? 'font-mono' : ''}`}
        />
      )}
    </Field>
  )
}

type TextAreaFieldProps = Shared & { value: string; onChange: (value: string) => void; rows?: number }

/** Several lines of text, in the mono face. */
export function TextAreaField({ value, onChange, rows = 6, ...shared }: TextAreaFieldProps) {
  return (
    <Field {...shared}>
      {(ids) => (
        <textarea
          {...ids}
          rows={rows}
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={`${control} border-edge py-1.5 font-mono text-xs leading-5`}
        />
      )}
    </Field>
  )
}

type SelectFieldProps<T extends string> = Shared & {
  value: T
  onChange: (value: T) => void
  options: readonly { value: T; label: string; disabled?: boolean }[]
  disabled?: boolean
}

/** One of a few. The browser's own list: it works with every keyboard, phone and screen reader. */
export function SelectField<T extends string>({ value, onChange, options, disabled, ...shared }: SelectFieldProps<T>) {
  return (
    <Field {...shared}>
      {(ids) => (
        <select
          {...ids}
          disabled={disabled}
          value={value}
          onChange={(event) => {
            const chosen = options.find((each) => each.value === event.target.value)
            if (chosen !== undefined) onChange(chosen.value)
          }}
          className={`${control} h-8 border-edge pr-7`}
        >
          {options.map((each) => (
            <option key={each.value} value={each.value} disabled={each.disabled}>
              {each.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
