/** Writes docs/cli.md from the command's own help: `node scripts/cli-document.ts`. A test compares the two. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { helpPages } from '@fun/cli/help-pages'

export const cliDocument = join(import.meta.dirname, '../docs/cli.md')

const introduction = `# The command line

Made by \`node scripts/cli-document.ts\` from \`fun --help\`. To use it in a pipeline: [ci.md](ci.md).

\`fun\` is one file that needs nothing but Node 22.18 or later. Fetch it from your portal, which has the one that fits it, or make it with \`make cli\`:

\`\`\`sh
curl -fsSLo ~/.local/bin/fun https://portal.example.org/cli/fun.js && chmod +x ~/.local/bin/fun
fun login https://portal.example.org
fun deploy staging
\`\`\`

- **Results** (tables, plans, output of commands, JSON) go to standard output, progress and errors to standard error. Where nobody looks, there are no
  escape codes; log lines never move your cursor or set your title.
- **\`--json\`** prints one document; commands that print what comes (\`logs\`, \`run\`, \`operations follow\`) print one object a line. An error is a JSON
  object on standard error, with the \`code\`, \`detail\` and \`cure\` of the API.
- **Waiting.** \`deploy\`, \`rollback\` and the rest wait for the end of what they asked for and end with its exit code. When the portal restarts meanwhile,
  they go on where they were. Ctrl-C leaves the operation running and says how to follow or cancel it.
- **Tokens** are kept in \`$XDG_CONFIG_HOME/fun/config.json\` (\`~/.config/fun\`), which only you can read; a token is sent to the portal that it was kept for.
`

/** The document as it has to stand in docs/cli.md. */
export function renderCliDocument(): string {
  const pages = helpPages().map(({ name, text }) => `## ${name}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`)
  return [introduction, ...pages].join('\n')
}

if (import.meta.main) writeFileSync(cliDocument, renderCliDocument())
