import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, page } from '@fun/contract/resources'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { containerListing, imageListing } from './image-listing.ts'
import { commitOn } from './sample-repository.ts'
import { createSampleEnvironment, type StartedProduct, startProduct } from './started-product.ts'

const builds = page(build)
const minutes = 60_000
let started: StartedProduct
beforeAll(async () => {
  started = await startProduct('increment')
}, 2 * minutes)
afterAll(() => started?.close(), 2 * minutes)

/** References of the images of a commit, by part, and whether each was put on another commit's image. */
async function imagesOf(
  source: string,
  reference: string,
): Promise<Record<string, { image: string; increment: boolean }>> {
  const { portal, docker } = started.product
  const operation = await portal.done('/builds', { source, reference }, 8 * minutes)
  const { items } = builds.parse(await portal.call('GET', `/builds?operation=${operation.id}`))
  const found: Record<string, { image: string; increment: boolean }> = {}
  for (const { part, reference: image } of items) {
    const { Config } = await docker.getImage(image).inspect()
    found[part] = { image, increment: Config.Labels?.['io.funplatform.anchor'] !== undefined }
  }
  return found
}

/** Every way in which a tree can change: renamed, gone, linked, executable, names beyond ASCII, a folder that becomes a file and the reverse. */
async function reshape(folder: string): Promise<void> {
  const at = (name: string) => path.join(folder, name)
  await rename(at('lms/djangoapps/branding/views.py'), at('lms/djangoapps/branding/pages.py'))
  await rm(at('lms/templates/index.html'))
  await symlink('../templates', at('lms/static/all-templates'))
  await chmod(at('manage.py'), 0o644)
  await writeFile(at('lms/templates/élève – 学生.html'), 'présent\n')
  await rm(at('common/templates/blocks'), { recursive: true })
  await writeFile(at('common/templates/blocks'), 'once a folder\n')
  await rm(at('common/templates/announcements.html'))
  await mkdir(at('common/templates/announcements.html'))
  await writeFile(at('common/templates/announcements.html/inner.html'), 'once a file\n')
  await rm(at('lms/djangoapps/tests'), { recursive: true })
  await writeFile(at('lms/djangoapps/does_not_compile.py'), 'def broken(:\n')
  await writeFile(at('lms/static/js/home.js'), `import './other'\nwindow.reshaped = '${started.product.prefix}'\n`)
  await writeFile(at('lms/static/js/other.js'), 'export const other = 1\n')
}

test('an image made on that of another commit holds exactly what one made from nothing holds', {
  timeout: 12 * minutes,
}, async () => {
  await imagesOf('sample', 'main')
  await commitOn(started.repository, 'reshaped', reshape)
  await comparePlatforms(await imagesOf('sample', 'reshaped'), 'reshaped')
})

test('Python packages that a commit adds, changes and drops come out as if all had been installed anew', {
  timeout: 12 * minutes,
}, async () => {
  await imagesOf('sample', 'main')
  await commitOn(started.repository, 'packages', async (folder) => {
    const requirements = path.join(folder, 'requirements/edx/base.txt')
    const lines = (await readFile(requirements, 'utf8')).split('\n')
    const kept = lines.filter((line) => !line.startsWith('pymemcache=='))
    const changed = kept.map((line) => line.replace(/^pyyaml==.*/, 'pyyaml==6.0.1'))
    expect(changed).not.toEqual(lines)
    await writeFile(requirements, `${changed.join('\n')}\ncowsay==6.1\n`)
    // Of this very run: parts are named by their content.
    await writeFile(path.join(folder, 'lms/djangoapps/of_this_run.py'), `RUN = '${started.product.prefix}'\n`)
  })
  const made = await imagesOf('sample', 'packages')
  expect(made.python).toBeUndefined()
  await comparePlatforms(made, 'packages')
})

/** Each image against one that is made from nothing in its place. */
async function comparePlatforms(made: Awaited<ReturnType<typeof imagesOf>>, reference: string): Promise<void> {
  const { docker, portal } = started.product
  const again = `again-${reference}`
  await portal.call('POST', '/sources', { name: again, url: started.repository })
  const folders = {
    code: ['/openedx/edx-platform', '/openedx/egg', '/openedx/venv'],
    collector: ['/openedx/edx-platform', '/openedx/egg', '/openedx/venv', '/openedx/assets'],
  }
  for (const [part, listed] of Object.entries(folders)) {
    const increment = made[part]
    expect(increment?.increment, part).toBe(true)
    const listings = await Promise.all(listed.map((folder) => imageListing(docker, increment?.image ?? '', folder)))
    await docker.getImage(increment?.image ?? '').remove({ force: true })
    // Another source knows no commit to start from.
    const whole = (await imagesOf(again, reference))[part]
    expect(whole).toEqual({ image: increment?.image, increment: false })
    for (const [index, folder] of listed.entries())
      expect(await imageListing(docker, whole?.image ?? '', folder), `${part} ${folder}`).toEqual(listings[index])
  }
}

/** What nginx serves of the newest static generation, manifests too. */
async function staticListing(name: string): Promise<string[]> {
  const { portal, product } = { portal: started.product.portal, product: started.product }
  const { serving } = await portal.environment(name)
  const revision = await portal.call('GET', `/revisions/${serving?.revisionId}`)
  const generation = revisionGeneration(revision)
  const nginx = (await product.containers(name)).find((each) => each.Labels['com.docker.compose.service'] === 'nginx')
  const lines = await containerListing(product.docker.getContainer(nginx?.Id ?? ''), `/openedx/static/${generation}`)
  // What a generation was made of is its own affair.
  return lines.filter((line) => !line.includes('/.fun-inputs-'))
}

function revisionGeneration(revision: unknown): string {
  if (typeof revision !== 'object' || revision === null || !('staticGeneration' in revision))
    throw new Error('no revision')
  return String(revision.staticGeneration)
}

test('static files made on the generation before are exactly those of a collection from nothing', {
  timeout: 15 * minutes,
}, async () => {
  const { portal } = started.product
  const change = (folder: string) =>
    Promise.all([
      writeFile(path.join(folder, 'lms/static/js/home.js'), `window.changed = '${started.product.prefix}'\n`),
      writeFile(path.join(folder, 'lms/static/sass/_footer.scss'), `.${started.product.prefix} { color: #123456; }\n`),
      rm(path.join(folder, 'common/test/data/toy/static/hello.svg')),
    ]).then(() => undefined)
  await commitOn(started.repository, 'styled', change)
  const first = await createSampleEnvironment(started.product, 'before')
  await portal.done(`/environments/${first}/deployments`, {}, 8 * minutes)
  const incremental = await portal.done(`/environments/${first}/deployments`, { reference: 'styled' }, 8 * minutes)
  expect((await portal.log(incremental.id)).join('\n')).toMatch(/files changed, \d+ gone: the rest is taken from/)
  const listing = await staticListing(first)
  await portal.done(`/environments/${first}/destroy`, { name: first, removeData: true }, 2 * minutes)

  const second = await createSampleEnvironment(started.product, 'after', {}, { reference: 'styled' })
  const whole = await portal.done(`/environments/${second}/deployments`, {}, 8 * minutes)
  expect((await portal.log(whole.id)).join('\n')).not.toContain('the rest is taken from')
  expect(await staticListing(second)).toEqual(listing)
  await portal.done(`/environments/${second}/destroy`, { name: second, removeData: true }, 2 * minutes)
})
