import type { builds as english } from '../en/builds.ts'

export const builds: typeof english = {
  served: 'Parties d’image servies maintenant',
  nothingServed: 'Rien n’est encore servi. Le premier déploiement fait ses parties, ou réutilise celles qui existent.',
  notKnown: 'On ne sait plus sur quelles parties repose cette révision. Le prochain déploiement les note.',
  imageName: 'le nom d’image de {part}',
  found: 'réutilisée par le déploiement qui sert',
  madeFor: 'faite par le déploiement qui sert',
  kept: 'd’un déploiement antérieur',
  madeAt: 'Faite',
  took: 'en',
  from: 'depuis',
  by: 'voir l’opération',
  elsewhere: 'pour un environnement que vous ne voyez pas',
  unknown: 'On ne sait plus comment elle a été faite.',
  size: '{size} sur l’hôte',
  sizeOfSeveral: '{count} images de cette partie sur l’hôte, {size} ensemble',
  sizesText: 'Les couches que plusieurs parties partagent comptent dans chacune. Mesuré',
  last: 'Dernières constructions',
  none: 'Rien n’a encore été construit pour lui.',
  summary: '{made} faites, {reused} réutilisées',
}
