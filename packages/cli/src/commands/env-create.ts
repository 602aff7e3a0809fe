import { readFile } from 'node:fs/promises'
import { type Command, Option } from '@commander-js/extra-typings'
import { bodyOf } from '@fun/client/client'
import { parse } from 'yaml'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { wholeNumber } from '../options.ts'
import { printJson } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { isJsonObject, type JsonObject, withSettings } from '../specification.ts'

export function envCreateCommand(env: Command, cli: Cli): void {
  env
    .command('create')
    .summary('Create an environment; nothing runs yet')
    .description(
      'Create an environment; fun deploy brings it up. What is not said has defaults that work, and --file takes a whole specification.',
    )
    .argument('<environment>', 'its name')
    .requiredOption('--source <source>', 'the git repository, by its name in the portal')
    .option('--ref <reference>', 'branch, tag or commit that it follows', 'main')
    .addOption(new Option('--kind <kind>', 'what it is for').choices(['production', 'development', 'preview'] as const))
    .option('--release <name>', 'of Open edX; read from the source otherwise')
    .option('--lms-port <port>', 'where the LMS is published', wholeNumber)
    .option('--cms-port <port>', 'where Studio is published', wholeNumber)
    .option('--set <path=value...>', 'a field of the specification, such as platformName="My University"')
    .option('-f, --file <file>', 'a specification as YAML or JSON; - reads standard input')
    .option('--working-tree <path>', 'development only: the folder on the server that is mounted')
    .option('--host <host>', 'the Docker engine that it runs on')
    .option('--no-auto-deploy', 'a push does not deploy it')
    .option('--json', 'print the environment as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  fun env create staging --source platform --ref release --lms-port 8173 --cms-port 8183\n  fun env create live --source platform --file live.yaml',
    )
    .action(async (name, { json, source, ref, workingTree, host, autoDeploy, file, ...more }) => {
      const given = file === undefined ? {} : await readSpecification(cli, file)
      const client = await cli.client()
      const made = await bodyOf(
        client.rest.POST('/api/v1/environments', {
          body: {
            name,
            source,
            reference: ref,
            specification: specificationOf(given, more),
            ...(workingTree === undefined ? {} : { workingTree }),
            ...(host === undefined ? {} : { host }),
            ...(autoDeploy ? {} : { autoDeploy }),
          },
        }),
      )
      if (json) return printJson(cli, made)
      say(cli.err, `${made.name} is created. Bring it up: fun deploy ${made.name}`)
    })
}

function specificationOf(
  given: JsonObject,
  more: { kind?: string; release?: string; lmsPort?: number; cmsPort?: number; set?: string[] },
): JsonObject {
  const settings = [
    ...(more.kind === undefined ? [] : [`kind=${more.kind}`]),
    ...(more.release === undefined ? [] : [`release=${more.release}`]),
    ...(more.lmsPort === undefined ? [] : [`lms.port=${more.lmsPort}`]),
    ...(more.cmsPort === undefined ? [] : [`cms.port=${more.cmsPort}`]),
    ...(more.set ?? []),
  ]
  return withSettings({ kind: 'production', ...given }, settings, [])
}

/** YAML, of which JSON is a part. Throws CommandFailure. */
export async function readSpecification(cli: Cli, file: string): Promise<JsonObject> {
  const text = file === '-' ? await cli.input.readAll() : await readFile(file, 'utf8').catch(cannotRead(file))
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCodes.usage, `${file} is no YAML or JSON: ${why}`)
  }
  if (isJsonObject(content)) return content
  throw new CommandFailure(
    exitCodes.usage,
    `${file} does not hold a specification.`,
    'It begins with kind: production.',
  )
}

const cannotRead = (file: string) => (error: unknown) => {
  const why = error instanceof Error ? error.message : String(error)
  throw new CommandFailure(exitCodes.usage, `${file} cannot be read: ${why}`)
}
