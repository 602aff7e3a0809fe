import type { about as english } from '../en/about.ts'

export const about: typeof english = {
  title: 'À propos',
  text: 'FUN Platform : versions de cette installation, et ce qui a changé avec elles.',
  versions: 'Versions',
  portal: 'Portail',
  startedAt: 'En marche depuis',
  unknown: 'inconnu',
  away: 'ne répond pas',
  schema: 'Dernière migration',
  engines: 'Moteurs Docker',
  engine: '{name} : {version} (API {api})',
  upgrade: 'Mettre à jour',
  upgradeBackup:
    'Sauvegardez la base du portail et son fichier de clé. Les environnements continuent de servir pendant l’absence du portail.',
  upgradePull:
    'Sur la machine du portail : <code>git pull</code>, puis <code>make bootstrap</code>. La base est migrée et la nouvelle version démarre.',
  upgradeAfter:
    'Lisez ci-dessous ce qui a changé. Ce qui tourne n’est pas touché : un environnement change à son prochain déploiement.',
  changes: 'Ce qui a changé',
  changesText: 'Le plus récent d’abord. En anglais.',
}
