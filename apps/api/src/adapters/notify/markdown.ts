/**
 * Text of other people, such as a commit's subject, for a service that reads Markdown: nothing in it formats, links or calls anybody
 * (`@channel`, `@everyone`). Source: CommonMark, backslash escapes.
 */
export const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>~|#]/g, '\\$&').replaceAll('@', '@\u200b')
