import { inlineParts } from '#lib/inline-markdown.ts'

/** A line of Markdown: code as code; links as their text, because their targets are files of the repository. */
export function InlineText({ text }: { text: string }) {
  let at = 0
  return inlineParts(text).map((part) => {
    const key = `${at} ${part.kind}`
    at += part.text.length
    return part.kind === 'code' ? (
      <code key={key} className="font-mono text-xs">
        {part.text}
      </code>
    ) : (
      <span key={key}>{part.text}</span>
    )
  })
}
