import { stringify } from 'yaml'
import type { RenderContext } from '../render-context.ts'
import type { RenderedFile } from '../rendered-environment.ts'
import { cmsSettings } from './cms-settings.ts'
import { lmsSettings } from './lms-settings.ts'
import type { Settings } from './openedx-settings.ts'
import { commonPy, developmentPy } from './python/common-py.ts'
import { configurationPy } from './python/configuration-py.ts'
import { firstMigrationPy } from './python/first-migration-py.ts'
import { jobsPy } from './python/jobs-py.ts'
import {
  cacheKeysPy,
  developmentSettingsPy,
  gunicornPy,
  healthcheckPy,
  localPy,
  localYaml,
  middlewarePy,
  packagePy,
  productionPy,
  workerPy,
} from './python/small-files-py.ts'

const file = (path: string, content: string): RenderedFile => ({ path, content, mode: 0o644 })

const yamlFile = (path: string, settings: Settings): RenderedFile =>
  file(
    path,
    `# Rendered by FUN Platform. \${NAME} stands for a secret.\n${stringify(settings, { lineWidth: 0, aliasDuplicateObjects: false })}`,
  )

/** Files of the configuration set `openedx`, sorted by path: YAML of both systems, the settings package and gunicorn's. */
export function openedxFiles(context: RenderContext): RenderedFile[] {
  const files = [
    yamlFile('lms.yml', lmsSettings(context)),
    yamlFile('cms.yml', cmsSettings(context)),
    file('fun/__init__.py', packagePy),
    file('fun/configuration.py', configurationPy),
    file('fun/common.py', commonPy),
    file('fun/cache_keys.py', cacheKeysPy),
    file('fun/middleware.py', middlewarePy),
    file('fun/healthcheck.py', healthcheckPy),
    file('fun/worker.py', workerPy),
    file('fun/first_migration.py', firstMigrationPy),
    file('fun/jobs.py', jobsPy),
    file('fun/lms_production.py', productionPy('lms', context.release)),
    file('fun/cms_production.py', productionPy('cms', context.release)),
    ...(context.layout.kind === 'development' ? developmentFiles() : [file('gunicorn.conf.py', gunicornPy)]),
  ]
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function developmentFiles(): RenderedFile[] {
  return [
    file('fun/development.py', developmentPy),
    file('fun/lms_development.py', developmentSettingsPy('lms')),
    file('fun/cms_development.py', developmentSettingsPy('cms')),
    { ...file('fun/local.py', localPy), keepExisting: true },
    { ...file('lms.local.yml', localYaml('lms')), keepExisting: true },
    { ...file('cms.local.yml', localYaml('cms')), keepExisting: true },
  ]
}
