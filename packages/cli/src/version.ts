import manifest from '../package.json' with { type: 'json' }

/** As package.json names it. */
export const cliVersion: string = manifest.version
