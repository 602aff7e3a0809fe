'use client'

import type { ComponentProps } from 'react'
import { TextField } from '#components/ui/field.tsx'

type NumberFieldProps = Omit<ComponentProps<typeof TextField>, 'value' | 'onChange' | 'type'> & {
  value: number
  onChange: (value: number) => void
}

/** A whole number. What is no number yet stays empty, and the schema says so under the field. */
export function NumberField({ value, onChange, ...rest }: NumberFieldProps) {
  return (
    <TextField
      {...rest}
      type="number"
      value={Number.isNaN(value) ? '' : String(value)}
      onChange={(text) => onChange(text === '' ? Number.NaN : Number(text))}
    />
  )
}
