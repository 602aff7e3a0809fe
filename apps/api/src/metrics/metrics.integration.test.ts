import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enqueueOperation } from '../operations/enqueue.ts'
import { startTestApi, type TestApi } from '../testing/test-api.ts'

const metricsToken = 'a-token-for-prometheus'
let api: TestApi
beforeAll(async () => {
  api = await startTestApi('metrics', { FUN_METRICS_TOKEN: metricsToken })
})
afterAll(() => api.stop())

const scrape = (authorization?: string) =>
  api.app.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } })

describe('/metrics', () => {
  it('wants a credential: one that may read metrics, or the token that the server’s configuration names', async () => {
    expect((await scrape()).statusCode).toBe(401)
    expect((await scrape('Bearer wrong')).statusCode).toBe(401)
    expect((await scrape(`Bearer ${api.token}`)).statusCode).toBe(200)
    expect((await scrape(`Bearer ${metricsToken}`)).statusCode).toBe(200)
  })

  it('is all that the configured token reads', async () => {
    for (const path of ['/environments', '/operations', '/hosts', '/sources'])
      expect((await api.call('GET', path, undefined, { authorization: `Bearer ${metricsToken}` })).status).toBe(403)
  })

  it('counts requests by the pattern of their route, operations by kind and state, what waits, who works, and how long it took', async () => {
    const { deps, hostId } = api.installation
    const make = () => enqueueOperation(deps, { kind: 'build', hostId, trigger: 'test', input: {} })
    const [done, running] = [await make(), await make(), await make()]
    const startedAt = new Date(Date.now() - 45_000)
    await deps.store.operation.update({
      where: { id: done.id },
      data: { state: 'succeeded', startedAt, finishedAt: new Date(startedAt.getTime() + 15_000) },
    })
    await deps.store.operation.update({
      where: { id: running.id },
      data: { state: 'running', leaseHolder: 'worker-1', leaseExpiresAt: new Date(Date.now() + 86_400_000) },
    })
    await api.call('GET', `/operations/${done.id}`)
    await new Promise((resolve) => setTimeout(resolve, 5_100))
    const { payload, headers } = await scrape(`Bearer ${metricsToken}`)
    expect(headers['content-type']).toContain('text/plain; version=0.0.4')
    for (const line of [
      'fun_http_request_duration_seconds_count{method="GET",route="/api/v1/operations/:operation",status="200"} 1',
      'fun_operations{kind="build",state="succeeded"} 1',
      'fun_operations{kind="build",state="queued"} 1',
      'fun_queue_depth{host="local"} 1',
      'fun_worker_leases{holder="worker-1"} 1',
      'fun_operation_duration_seconds_bucket{kind="build",state="succeeded",le="10"} 0',
      'fun_operation_duration_seconds_bucket{kind="build",state="succeeded",le="20"} 1',
      'fun_operation_duration_seconds_bucket{kind="build",state="succeeded",le="+Inf"} 1',
      'fun_operation_duration_seconds_sum{kind="build",state="succeeded"} 15',
      'fun_operation_duration_seconds_count{kind="build",state="succeeded"} 1',
    ])
      expect(payload).toContain(line)
    expect(payload).toMatch(/^process_resident_memory_bytes \d+/m)
    expect(payload).not.toContain(done.id)
  })
})

describe('the reference of the API', () => {
  it('is a page whose scripts, styles and requests are of this origin', async () => {
    const page = await api.app.inject({ url: '/api/reference' })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
    const addresses = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses.length).toBeGreaterThan(2)
    for (const address of addresses.filter((each) => !each.startsWith('data:'))) {
      const file = await api.app.inject({ url: address, headers: { 'accept-encoding': 'gzip' } })
      expect(file.statusCode, address).toBe(200)
      expect(file.headers['content-encoding']).toBe('gzip')
    }
    expect(page.payload).not.toMatch(/https?:/)
  })
})
