/** What this installation is made of. */
export const about = {
  title: 'About',
  text: 'FUN Platform: versions of this installation, and what changed with them.',
  versions: 'Versions',
  portal: 'Portal',
  startedAt: 'Runs since',
  unknown: 'not known',
  away: 'does not answer',
  schema: 'Newest migration',
  engines: 'Docker engines',
  engine: '{name}: {version} (API {api})',
  upgrade: 'To upgrade',
  upgradeBackup: 'Back up the portal’s database and its key file. Environments keep serving while the portal is away.',
  upgradePull:
    'On the portal’s machine: <code>git pull</code>, then <code>make bootstrap</code>. It migrates the database and starts the new version.',
  upgradeAfter: 'Read below what changed. What runs is not touched: an environment changes with its next deployment.',
  changes: 'What changed',
  changesText: 'Newest first.',
}
