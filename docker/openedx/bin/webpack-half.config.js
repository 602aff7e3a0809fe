/**
 * One half of the tree's own webpack configuration (`--env configuration=…`), with a cache on disk. The production configuration
 * is a list that builds every bundle twice; the halves are built side by side, and an unchanged one takes seconds.
 */
const fs = require('node:fs')
const path = require('node:path')

/** Progress lines by the thousand say nothing in a build log. */
const quiet = (plugins = []) => plugins.filter((plugin) => plugin.constructor.name !== 'ProgressPlugin')

/** What invalidates the whole cache when it changes. */
const configurationFiles = () =>
  fs
    .readdirSync('.')
    .filter((name) => /^(webpack.*\.js|\.babelrc|babel\.config\..*|package\.json)$/.test(name))
    .map((name) => path.resolve(name))

const nothing = { name: 'nothing', mode: 'none', entry: {} }

module.exports = ({ configuration, half, cache }) => {
  const whole = require(path.resolve(configuration))
  const all = Array.isArray(whole) ? whole : [whole]
  const middle = Math.ceil(all.length / 2)
  const chosen = half === 'first' ? all.slice(0, middle) : all.slice(middle)
  return (chosen.length > 0 ? chosen : [nothing]).map((entry, index) => ({
    ...entry,
    plugins: quiet(entry.plugins),
    cache: {
      type: 'filesystem',
      cacheDirectory: cache,
      name: `${half}-${index}`,
      buildDependencies: { configuration: configurationFiles() },
    },
    // Modules are told apart by content: files of a build context have no meaningful times.
    snapshot: {
      module: { hash: true },
      resolve: { hash: true },
      buildDependencies: { hash: true },
      resolveBuildDependencies: { hash: true },
      managedPaths: [path.resolve('node_modules')],
    },
  }))
}
