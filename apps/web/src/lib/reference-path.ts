/** The reference of the API: a page that the API serves by itself, so that it is left for rather than drawn here. */
export const referencePath = '/api/reference'
