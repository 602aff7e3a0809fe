import { defineConfig } from 'vitest/config'

/** Tests that use an engine wait more than they compute: for leases, health checks, timeouts. */
const filesAtOnce = 2
const outside = ['**/node_modules/**', '**/.next/**', 'var/**', 'src/**', 'sample-platform/**']

/**
 * Three kinds of tests, each a project: `pnpm vitest --project unit` needs nothing, `integration` a Docker engine and Redis's program,
 * `e2e` takes minutes. PostgreSQL is started for the run.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...outside, '**/*.integration.test.ts', 'e2e/**'],
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['**/*.integration.test.ts'],
          exclude: outside,
          globalSetup: ['scripts/test-services.ts', 'apps/api/src/adapters/docker/testing/base-image.ts'],
          maxWorkers: filesAtOnce,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 1 },
          include: ['e2e/**/*.e2e.test.ts'],
          exclude: outside,
          globalSetup: ['scripts/test-services.ts'],
          maxWorkers: filesAtOnce,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
