'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Mark } from '#components/ui/mark.tsx'
import { ApiRefusal } from '#lib/api-client.ts'
import { signIn } from './sign-in.ts'

/** Until accounts exist, one owner token opens the portal. `to` is the path to go to afterwards. */
export function SignInPage({ to }: { to: string }) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const [token, setToken] = useState('')
  const id = useId()
  const exchange = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      queryClient.clear()
      router.replace(to)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    exchange.mutate(token)
  }
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <title>Sign in · FUN Platform</title>
      <form onSubmit={submit} className="w-full max-w-96">
        <Mark className="size-8" />
        <h1 className="mt-6 text-xl font-semibold">Sign in to FUN Platform</h1>
        <label htmlFor={id} className="mt-6 block text-sm font-medium">
          Owner token
        </label>
        <input
          id={id}
          type="password"
          name="token"
          required
          autoComplete="current-password"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-describedby={`${id}-help`}
          aria-invalid={exchange.isError}
          placeholder="fun_…"
          className="mt-1.5 h-10 w-full rounded-control border border-edge bg-surface px-3 font-mono text-sm placeholder:text-quiet"
        />
        <p role="alert" className={exchange.isError ? 'mt-1.5 text-sm text-bad' : 'sr-only'}>
          {exchange.isError && refusalText(exchange.error)}
        </p>
        <p id={`${id}-help`} className="mt-1.5 text-sm text-quiet">
          Printed by <Code>make bootstrap</Code>; on the portal’s machine, <Code>make status</Code> shows it again.
        </p>
        <Button type="submit" variant="primary" busy={exchange.isPending} className="mt-5 h-10 w-full justify-center">
          Sign in
        </Button>
      </form>
    </main>
  )
}

function Code({ children }: { children: string }) {
  return <code className="whitespace-nowrap font-mono text-xs text-text">{children}</code>
}

function refusalText(error: Error): string {
  if (!(error instanceof ApiRefusal)) return `${error.message} Check that it runs with make status, then try again.`
  if (error.problem.status === 401) return 'This token is not valid. Copy it whole, from fun_ on.'
  return [error.problem.detail, error.problem.cure].filter(Boolean).join(' ')
}
