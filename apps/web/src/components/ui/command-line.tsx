import { CopyButton } from './copy-button.tsx'

/** A command to run elsewhere, with a button that copies it. `name` says what it is, for screen readers. */
export function CommandLine({ name, command }: { name: string; command: string }) {
  return (
    <div className="flex items-start rounded-control border border-line bg-sunken">
      <section aria-label={name} tabIndex={0} className="min-w-0 flex-1 overflow-x-auto">
        <pre className="w-max px-3 py-2 font-mono text-xs leading-5 text-text">{command}</pre>
      </section>
      <span className="p-2">
        <CopyButton text={command} label={name} />
      </span>
    </div>
  )
}
