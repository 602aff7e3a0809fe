import { type Command, Option } from '@commander-js/extra-typings'
import { bodyOf } from '@fun/client/client'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { printJson } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { isJsonObject, type JsonObject, withSettings } from '../specification.ts'
import { readSpecification } from './env-create.ts'

export function envSetCommand(env: Command, cli: Cli): void {
  env
    .command('set')
    .summary('Change what an environment should be')
    .description(
      'Change what an environment should be; the next deploy applies it. Fields are given as path=value: a value that reads as JSON is taken as that, any other as text.',
    )
    .argument('<environment>')
    .argument('[path=value...]', 'fields of the specification')
    .option('--unset <path...>', 'fields that have their default again')
    .option(
      '-f, --file <file>',
      'a whole specification as YAML or JSON, in place of the one there is; - reads standard input',
    )
    .option('--ref <reference>', 'branch, tag or commit that it follows')
    .addOption(new Option('--auto-deploy <on|off>', 'whether a push deploys it').choices(['on', 'off'] as const))
    .option('--json', 'print the environment as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  fun env set staging platformName="My University" lms.smokePath=/courses\n  fun env set staging --unset lms.memoryBytesMax\n  fun env set live --ref v2.1 --auto-deploy off',
    )
    .action(async (environment, settings, { unset = [], file, ref, autoDeploy, json }) => {
      const client = await cli.client()
      const params = { path: { environment } }
      const changesFields = settings.length + unset.length > 0
      if (!changesFields && file === undefined && ref === undefined && autoDeploy === undefined)
        throw new CommandFailure(exitCodes.usage, 'Nothing to change.', 'Such as: fun env set demo lms.port=8173')
      // Fields are changed in what was read: somebody else's change in between refuses this one, instead of being undone by it.
      const asked = client.rest.GET('/api/v1/environments/{environment}', { params })
      const [known, etag] = [await bodyOf(asked), (await asked).response.headers.get('etag')]
      const specification = async (): Promise<JsonObject> => {
        if (file !== undefined) return readSpecification(cli, file)
        const parsed: unknown = JSON.parse(JSON.stringify(known.specification))
        return isJsonObject(parsed) ? parsed : {}
      }
      const changed = await bodyOf(
        client.rest.PATCH('/api/v1/environments/{environment}', {
          params,
          headers: etag === null ? {} : { 'if-match': etag },
          body: {
            ...(changesFields || file !== undefined
              ? { specification: withSettings(await specification(), settings, unset) }
              : {}),
            ...(ref === undefined ? {} : { reference: ref }),
            ...(autoDeploy === undefined ? {} : { autoDeploy: autoDeploy === 'on' }),
          },
        }),
      )
      if (json) return printJson(cli, changed)
      say(cli.err, `${changed.name} is changed. Apply it: fun deploy ${changed.name}`)
    })
}
