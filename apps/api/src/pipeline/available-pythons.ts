/** Debian 12 has one Python; the official images on Debian 12 exist for these. */
const standIn = ['3.11']
const official = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13']

/**
 * Pythons of the base images that can be had. With `auto` the worker finds out on its engine which variant that is; until then
 * what can be had everywhere is assumed.
 */
export function availablePythons(images: 'auto' | 'official' | 'stand-in'): readonly string[] {
  return images === 'official' ? official : standIn
}
