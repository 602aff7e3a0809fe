'use client'

import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

const item =
  'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken'

type OpenMenuProps = { trigger: ReactNode; children: ReactNode; align: 'start' | 'end'; side: 'top' | 'bottom' }

/** A menu that is open when it is first drawn: see Menu. */
export function OpenMenu({ trigger, children, align, side }: OpenMenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-[var(--radix-dropdown-menu-content-available-height)] min-w-48 overflow-y-auto rounded-card border border-line bg-surface p-1 text-sm shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

/** One thing that can be done. */
export function MenuItem({
  tone,
  className = '',
  ...rest
}: ComponentProps<typeof DropdownMenu.Item> & { tone?: 'danger' }) {
  return (
    <DropdownMenu.Item
      {...rest}
      className={`${item} [&_svg]:size-4 ${tone === 'danger' ? 'text-bad' : '[&_svg]:text-quiet'} ${className}`}
    />
  )
}

export type ChoiceProps<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}

/** One of a few, within a menu; the menu stays open. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((each) => each.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs text-quiet">{label}</DropdownMenu.Label>
      {options.map((each) => (
        <DropdownMenu.RadioItem
          key={each.value}
          value={each.value}
          onSelect={(event) => event.preventDefault()}
          className={`${item} pr-3`}
        >
          <span className="grid size-4 place-items-center">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden="true" className="size-4 text-accent" />
            </DropdownMenu.ItemIndicator>
          </span>
          {each.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

/** Yes or no, within a menu; the menu stays open. */
export function MenuSwitch({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={`${item} pr-3`}
    >
      <span className="grid size-4 place-items-center">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden="true" className="size-4 text-accent" />
        </DropdownMenu.ItemIndicator>
      </span>
      {label}
    </DropdownMenu.CheckboxItem>
  )
}
