/** `make superuser|migrate|demo-course [ENVIRONMENT=demo]`: ready-made runs of manage.py, through the API, with their output. */
import { followOperation } from './follow-operation.ts'
import { requireEnvironment } from './known-environment.ts'
import { runningPortal } from './portal-life.ts'
import { makePassword, readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

const [command] = process.argv.slice(2)
const environment = process.env.ENVIRONMENT || 'demo'

async function manage(): Promise<void> {
  const client = await runningPortal(readSettings())
  await requireEnvironment(client, environment)
  const run = async (body: unknown) => {
    await followOperation(client, await client.queue(`/environments/${environment}/manage`, body), { showLog: true })
  }
  switch (command) {
    case 'superuser': {
      const username = process.env.NAME || 'admin'
      const password = process.env.PASSWORD || makePassword()
      const email = process.env.EMAIL || `${username}@example.com`
      await run({ command: 'superuser', username, email, password })
      return say(`  ${email} may administer LMS and CMS of ${environment}; password ${password}`)
    }
    case 'demo-course':
      return run({ command: 'demo-course' })
    case 'migrate':
      for (const service of ['lms', 'cms'])
        await run({ command: 'manage', service, arguments: ['migrate', '--noinput'] })
      return
    default:
      throw new Error('usage: manage.ts superuser|demo-course|migrate')
  }
}

await manage().catch(fail)
