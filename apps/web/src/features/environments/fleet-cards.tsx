import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { Commit } from '#components/ui/commit.tsx'
import { Status } from '#components/ui/status.tsx'
import { healthWords } from '#lib/status-words.ts'
import { EnvironmentLinks } from './environment-links.tsx'
import { NowRunning } from './now-running.tsx'

/** The fleet on a narrow screen: a card for each environment. */
export function FleetCards({ environments }: { environments: readonly Environment[] }) {
  return (
    <ul className="space-y-3 md:hidden">
      {environments.map((each) => (
        <li key={each.id} className="space-y-2 rounded-card border border-line bg-surface p-4 text-sm">
          <div className="flex items-start justify-between gap-3">
            <h2 className="min-w-0 font-semibold break-all">
              <Link href={`/environments/${each.name}`} className="rounded-control hover:underline">
                {each.name}
              </Link>
            </h2>
            <Status of={healthWords[each.health]} />
          </div>
          <p className="text-xs text-quiet">
            {each.kind} · {each.release ?? 'release not read yet'}
          </p>
          {each.serving !== null && <Commit commit={each.serving.commit} subject={each.serving.commitSubject} />}
          <NowRunning environment={each} />
          <EnvironmentLinks environment={each} />
        </li>
      ))}
    </ul>
  )
}
