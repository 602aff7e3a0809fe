'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { signOut } from '#features/session/sign-out.ts'
import { forgetAllDrafts } from '#lib/kept-drafts.ts'

/** Ends the session and forgets everything that was seen in it. */
export function useSignOut() {
  const router = useRouter()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      queryClient.clear()
      forgetAllDrafts()
      router.replace('/sign-in')
    },
  })
}
