import type { ComposeService } from '@fun/compose-model/compose-project'
import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import { manageRequest } from '@fun/contract/resources'
import { z } from 'zod'
import { Failure } from '../pipeline/failure.ts'
import { environmentSecrets, type Run } from '../pipeline/run.ts'
import { storedRenderInput } from '../pipeline/stored-render-input.ts'
import type { JobEnvironment } from './job.ts'
import { environmentOf } from './job-environment.ts'

/** The API stores a superuser's password encrypted with the operation. */
const input = z.union([
  z.object({
    command: z.literal('superuser'),
    username: z.string(),
    email: z.string(),
    passwordEncrypted: z.string().optional(),
  }),
  manageRequest,
])

type System = 'lms' | 'cms'
interface Command {
  system: System
  arguments: string[]
  title: string
  /** The title without arguments, which may be secret: what notifications and problems name. */
  name: string
  /** Names of values that the command reads from its environment; they are never in an argument or a log. */
  secrets: Record<string, string>
}

/** Runs `manage.py` in a container beside the stack: any command, a new superuser, or the demo course. */
export async function manageJob(run: Run): Promise<undefined> {
  const environment = await environmentOf(run)
  if (environment.servingRevision === null)
    throw new Failure('nothing-deployed', {
      detail: `${environment.name} has never been deployed.`,
      cure: 'Deploy it first.',
    })
  const rendered = renderEnvironment(storedRenderInput(environment.servingRevision.renderInput))
  const command = commandOf(run, environment)
  run.log.protect(Object.values(command.secrets))
  const { values } = await environmentSecrets(run, environment.id)
  await runCommand(run, environment, rendered, command, values)
  return undefined
}

function runCommand(
  run: Run,
  environment: JobEnvironment,
  rendered: RenderedEnvironment,
  command: Command,
  secrets: Record<string, string>,
): Promise<void> {
  return run.steps.run('manage', command.title, async (step) => {
    const { exitCode } = await run.engine.runOneOff(
      {
        project: environment.name,
        operationId: run.operation.id,
        name: 'manage',
        service: oneOffService(rendered, command),
        secrets: { ...secrets, ...command.secrets },
        onLine: (line, stream) => step.line(line, stream),
      },
      run.signal,
    )
    await run.pin({ exitCode })
    step.detail(`exit code ${exitCode}`)
    if (exitCode === 0) return
    run.log.flush()
    throw new Failure('command-failed', {
      detail: `${command.name} ended with exit code ${exitCode}.`,
      cure: 'The log says why.',
      log: run.log.tail('manage').slice(-20),
    })
  })
}

/** The service as it serves, without what only a long-running one has. */
function oneOffService(rendered: RenderedEnvironment, command: Command): ComposeService {
  const service = rendered.project.services[command.system]
  if (!service) throw new Failure('nothing-deployed', { detail: `The environment has no service ${command.system}.` })
  const { ports: _ports, healthcheck: _health, depends_on: _after, networks, stop_signal: _stop, ...rest } = service
  const placeholders = Object.keys(command.secrets).map((name) => [name, `\${${name}}`] as const)
  return {
    ...rest,
    networks: Object.fromEntries(Object.keys(networks ?? { default: {} }).map((key) => [key, {}])),
    command: ['python', 'manage.py', command.system, ...command.arguments.map(literal)],
    environment: { ...rest.environment, ...Object.fromEntries(placeholders) },
    restart: 'no',
    init: true,
  }
}

/** A dollar sign of a person's argument is a dollar sign, never a placeholder. */
const literal = (argument: string): string => argument.replaceAll('$', '$$$$')

const superuserCode = `import os
from django.contrib.auth import get_user_model
from django.core.management import call_command
name, email = os.environ['FUN_NEW_USERNAME'], os.environ['FUN_NEW_EMAIL']
call_command('manage_user', name, email, '--superuser', '--staff')
user = get_user_model().objects.get(username=name)
user.set_password(os.environ['FUN_NEW_PASSWORD'])
user.is_active = True
user.save()
print('superuser', name, 'is there')
`

function commandOf(run: Run, environment: JobEnvironment): Command {
  const order = input.parse(run.operation.input)
  switch (order.command) {
    case 'manage':
      return {
        system: order.service,
        arguments: order.arguments,
        title: `manage.py ${[order.service, ...order.arguments].join(' ')}`.slice(0, 120),
        name: `manage.py ${order.service} ${order.arguments[0] ?? ''}`.slice(0, 120),
        secrets: {},
      }
    case 'superuser':
      return {
        system: 'lms',
        arguments: ['shell', '-c', superuserCode],
        title: `Make ${order.username} a superuser`,
        name: `Make ${order.username} a superuser`,
        secrets: {
          FUN_NEW_USERNAME: order.username,
          FUN_NEW_EMAIL: order.email,
          FUN_NEW_PASSWORD: passwordOf(
            run,
            environment,
            'passwordEncrypted' in order ? order.passwordEncrypted : undefined,
          ),
        },
      }
    case 'demo-course':
      return {
        system: 'cms',
        arguments: ['import', 'common/test/data', 'toy'],
        title: 'Import the demo course',
        name: 'Import the demo course',
        secrets: {},
      }
  }
}

function passwordOf(run: Run, environment: JobEnvironment, encrypted: string | undefined): string {
  if (encrypted === undefined)
    throw new Failure('command-failed', {
      detail: 'The password of this order has been forgotten.',
      cure: 'Order it again.',
    })
  return run.deps.encryption.decrypt(Buffer.from(encrypted, 'base64'), `manage:${environment.id}`)
}
