/** Services that releases name and that have no file here yet. */
export const plannedServices = ['forum', 'search', 'ecommerce', 'xqueue', 'mfe'] as const
