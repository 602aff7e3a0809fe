import type { InjectOptions } from 'fastify'
import { z } from 'zod'
import { buildApp } from '../app.ts'
import { makeOwnerToken } from '../usecases/session/make-owner-token.ts'
import { startTestInstallation, type TestInstallation } from './test-deps.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The API over a whole installation, called by the owner. */
export interface TestApi {
  installation: TestInstallation
  app: Awaited<ReturnType<typeof buildApp>>
  token: string
  /** Status and parsed body of a call; a string is sent as it is. */
  call(method: Method, path: string, body?: object | string, headers?: Record<string, string>): Promise<TestAnswer>
  stop(): Promise<void>
}

export interface TestAnswer {
  status: number
  type: string
  text: string
  headers: Record<string, unknown>
  body: Record<string, unknown>
}

export async function startTestApi(name: string, variables: Record<string, string> = {}): Promise<TestApi> {
  const installation = await startTestInstallation(name, variables)
  const app = await buildApp(installation.deps)
  await app.ready()
  const token = (await makeOwnerToken(installation.deps)) ?? ''
  return {
    installation,
    app,
    token,
    async call(method, path, body, headers) {
      const options: InjectOptions = {
        method,
        url: `/api/v1${path}`,
        headers: headers ?? { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { payload: body }),
      }
      const answer = await app.inject(options)
      const type = String(answer.headers['content-type'] ?? '')
      const parsed = /[/+]json/.test(type) ? z.record(z.string(), z.unknown()).parse(answer.json()) : {}
      return { status: answer.statusCode, type, text: answer.payload, headers: answer.headers, body: parsed }
    },
    async stop() {
      await app.close()
      await installation.stop()
    },
  }
}
