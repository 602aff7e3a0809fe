'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { signOut } from '#features/session/sign-out.ts'
import { forgetAllDrafts } from '#lib/kept-drafts.ts'
import { noteSessionLeft, noteSessionStart } from '#lib/session-end.ts'

/** Ends the session and forgets everything that was seen in it. */
export function useSignOut() {
  const router = useRouter()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onMutate: noteSessionLeft,
    onError: noteSessionStart,
    onSuccess: () => {
      queryClient.clear()
      forgetAllDrafts()
      router.replace('/sign-in')
    },
  })
}
