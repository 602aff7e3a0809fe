import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Commit } from '#components/ui/commit.tsx'
import { Status } from '#components/ui/status.tsx'
import { healthWords } from '#lib/status-words.ts'
import { EnvironmentLinks } from './environment-links.tsx'
import { NowRunning } from './now-running.tsx'

/** The fleet from 768 px on; below, FleetCards shows the same. */
export function FleetTable({ environments }: { environments: readonly Environment[] }) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface max-md:hidden">
      <table className="w-full table-fixed border-collapse text-sm">
        <caption className="sr-only">Environments</caption>
        <thead>
          <tr className="border-b border-line text-left text-xs text-quiet">
            <Head className="w-[23%] lg:w-[19%]">Name</Head>
            <Head className="w-29">Health</Head>
            <Head className="w-30 max-lg:hidden">Kind</Head>
            <Head className="w-24 max-lg:hidden">Release</Head>
            <Head>Serving</Head>
            <Head className="w-[38%] lg:w-[28%]">Now</Head>
            <Head className="w-32 max-xl:hidden">Open</Head>
          </tr>
        </thead>
        <tbody>
          {environments.map((each) => (
            <Row key={each.id} environment={each} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`h-9 px-3 font-medium first:pl-4 last:pr-4 ${className}`}>
      {children}
    </th>
  )
}

const cell = 'h-11 px-3 first:pl-4 last:pr-4'

function Row({ environment }: { environment: Environment }) {
  return (
    <tr className="border-b border-line last:border-b-0 hover:bg-sunken/60">
      <th scope="row" className={`${cell} text-left font-semibold`}>
        <Link
          href={`/environments/${environment.name}`}
          title={environment.name}
          className="block truncate rounded-control hover:underline"
        >
          {environment.name}
        </Link>
        <span className="block truncate text-xs font-normal text-quiet lg:hidden">
          {environment.kind} · {environment.release ?? 'release not read yet'}
        </span>
      </th>
      <td className={cell}>
        <Status of={healthWords[environment.health]} />
      </td>
      <td className={`${cell} max-lg:hidden`}>{environment.kind}</td>
      <td className={`${cell} max-lg:hidden`}>{environment.release ?? 'not read yet'}</td>
      <td className={cell}>
        {environment.serving === null ? (
          <span className="text-quiet">nothing yet</span>
        ) : (
          <Commit commit={environment.serving.commit} subject={environment.serving.commitSubject} />
        )}
      </td>
      <td className={cell}>
        <NowRunning environment={environment} />
      </td>
      <td className={`${cell} max-xl:hidden`}>
        <EnvironmentLinks environment={environment} />
      </td>
    </tr>
  )
}
