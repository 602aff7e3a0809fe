import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { contentHash } from '@fun/compose-model/content-hash'
import { staticGenerationHash } from '@fun/compose-model/image-parts'
import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderInput, ServiceImage } from '@fun/compose-model/render-input'
import type { ConfigurationSet, RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { ServiceImageRole } from '@fun/compose-model/service-images'
import type { EnvironmentSpecification } from '@fun/compose-model/specification'
import { parse } from 'yaml'
import type { TreeEntry } from '../ports.ts'
import type { ImagePlan } from './image-plan.ts'
import type { EnvironmentWithSource, Run } from './run.ts'

export interface RenderFacts {
  environment: EnvironmentWithSource
  specification: EnvironmentSpecification
  image: ImagePlan
  services: Record<ServiceImageRole, ServiceImage>
  workingTree: string | undefined
}

/** Everything that an environment should be at one commit, and the input that renders it again. */
export function render(run: Run, facts: RenderFacts): { input: RenderInput; rendered: RenderedEnvironment } {
  const { image, specification, environment } = facts
  const development = specification.kind === 'development'
  const draft: RenderInput = {
    name: environment.name,
    specification,
    images: {
      openedx: image.keys[development ? 'development' : 'code'].tag,
      collector: image.keys.collector.tag,
      ...facts.services,
    },
    staticGeneration: '0'.repeat(16),
    migrationsHash: migrationsHash(image.resolved.tree, image.keys.python.key),
    commit: image.resolved.commit.slice(0, 12),
    ...(facts.workingTree === undefined
      ? {}
      : {
          development: {
            workingTree: facts.workingTree,
            configurationFolder: configurationFolder(run, environment.name),
            assetsKey: image.keys.assets.key,
          },
        }),
  }
  // The settings do not depend on the generation, and the generation depends on the settings.
  const settingsHash = staticSettingsHash(renderEnvironment(draft).configuration)
  const staticGeneration = staticGenerationHash({ tree: image.resolved.tree, keys: image.keys, settingsHash })
  const input = { ...draft, staticGeneration }
  return { input, rendered: renderEnvironment(input) }
}

/** Folder that a person edits in development. */
export const configurationFolder = (run: Run, name: string): string =>
  `${run.deps.config.dataFolder}/environments/${name}/configuration`

/** Everything that can need a migration: migration files, what says which applications are installed, and the packages that bring their own. */
export function migrationsHash(tree: TreeEntry[], pythonKey: string): string {
  const hash = createHash('sha256').update(pythonKey)
  for (const file of applicationFiles(tree)) hash.update(`\n${file}`)
  for (const file of migrationFiles(tree)) hash.update(`\n${file}`)
  return hash.digest('hex').slice(0, 16)
}

/** What says which applications are installed: settings modules of the platform, and its entry points. As {@link migrationFiles}. */
export function applicationFiles(tree: TreeEntry[]): string[] {
  return namedFiles(tree, /^(lms|cms|openedx)\/envs\/.*\.py$|^(setup\.(py|cfg)|pyproject\.toml)$/)
}

/** Migration files of a tree, each as `<object id> <path>`, in the order of the tree. */
export function migrationFiles(tree: TreeEntry[]): string[] {
  return namedFiles(tree, /(^|\/)migrations\/[^/]+\.py$/)
}

const namedFiles = (tree: TreeEntry[], pattern: RegExp): string[] =>
  tree.filter(({ path }) => pattern.test(path)).map(({ objectId, path }) => `${objectId} ${path}`)

const staticSetting = /STATIC|THEM|PIPELINE|REQUIRE|LANGUAGE|LOCALE|APPS|FEATURES/

/** No static file holds the address that people reach an environment at: environments of the same content share a generation. */
function withoutAddresses(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('PREVIEW_LMS_BASE' in value)) return value
  const { PREVIEW_LMS_BASE: _, ...rest } = value
  return rest
}

/** Of the settings, what collectstatic reads: our own modules, and values whose names speak of static files, themes or languages. */
export function staticSettingsHash(configuration: ConfigurationSet[]): string {
  const files = configuration.find((set) => set.name === 'openedx')?.files ?? []
  const counted = files.flatMap((file): unknown[] => {
    if (file.keepExisting) return []
    if (/_(production|development)\.py$|\/common\.py$/.test(file.path)) return [[file.path, file.content]]
    if (!/^(lms|cms)\.yml$/.test(file.path)) return []
    const values: unknown = parse(file.content)
    if (typeof values !== 'object' || values === null) return []
    return Object.entries(values)
      .filter(([name]) => staticSetting.test(name))
      .map(([name, value]) => [name, withoutAddresses(value)])
  })
  return contentHash(counted)
}

/**
 * Writes sets that live in a folder on the host. A file that belongs to the person who edits it is written once; another is
 * replaced only when its content differs, in one step.
 */
export async function writeHostFolders(configuration: ConfigurationSet[]): Promise<string[]> {
  const written: string[] = []
  for (const { placement, files } of configuration) {
    if (placement.kind !== 'host-folder') continue
    for (const file of files) {
      const path = `${placement.path}/${file.path}`
      const exists = await stat(path).then(
        () => true,
        () => false,
      )
      if (exists && (file.keepExisting || (await isSame(path, file.content)))) continue
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.partial`, file.content, { mode: file.mode })
      await rename(`${path}.partial`, path)
      written.push(file.path)
    }
  }
  return written
}

async function isSame(path: string, content: string): Promise<boolean> {
  return (await readFile(path, 'utf8')) === content
}

/** Whether a folder is there and holds something. */
export async function holdsFiles(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0
}
