'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'

/**
 * Whether something of a page is open: because somebody opened it there, or because the address says so (`?open=<name>`), as links and the palette
 * do. Closing it takes that out of the address.
 */
export function useAddressedOpening(name: string): readonly [boolean, (open: boolean) => void] {
  const router = useRouter()
  const path = usePathname()
  const isAddressed = useSearchParams().get('open') === name
  const [isOpen, setOpen] = useState(false)
  const set = (open: boolean) => {
    setOpen(open)
    if (!open && isAddressed) router.replace(path, { scroll: false })
  }
  return [isOpen || isAddressed, set]
}
