import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { configSecrets } from './config-secrets.ts'

it('are the passwords of every URL, as written and as meant, and tokens', () => {
  const secrets = configSecrets(
    loadConfig({
      DATABASE_URL: 'postgresql://fun:of-the-database@127.0.0.1/fun',
      REDIS_URL: 'redis://:of-redis@127.0.0.1',
      FUN_SMTP_URL: 'smtps://mailer:of%20mail@mail.example.org',
      FUN_METRICS_TOKEN: 'of-prometheus-and-long',
      FUN_SECRET_KEY: 'a2V5IG9uZQ==,a2V5IHR3bw==',
      PIP_INDEX_URL: 'https://reader:of-the-index@pypi.example.org/simple',
      NPM_REGISTRY: 'https://npm-token-alone@npm.example.org/',
      HTTPS_PROXY: 'http://proxy:of-the-proxy@proxy.example.org:3128',
      HTTP_PROXY: 'http://proxy.example.org:3128',
    }),
  )
  for (const each of ['of-the-database', 'of-redis', 'of%20mail', 'of mail', 'of-prometheus-and-long', 'of-the-index'])
    expect(secrets).toContain(each)
  for (const each of ['npm-token-alone', 'of-the-proxy', 'a2V5IG9uZQ==', 'a2V5IHR3bw=='])
    expect(secrets).toContain(each)
  for (const each of ['', 'fun', 'mailer', 'reader', 'proxy']) expect(secrets).not.toContain(each)
})
