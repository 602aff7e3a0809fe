'use client'

import type { Environment } from '@fun/contract/resources'
import { AddressFields } from './address-fields.tsx'
import { DnsRecords } from './dns-records.tsx'
import { useEnvironment } from './environment-queries.ts'
import { SiteList } from './site-list.tsx'
import { SpecificationReview } from './specification-review.tsx'
import { useSpecificationEdit } from './use-specification-edit.ts'

/** Where an environment answers, what the DNS has to say for it, and the fields that decide both. */
export function Domains({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <DomainsOf key={environment.id} environment={environment} />
}

function DomainsOf({ environment }: { environment: Environment }) {
  const edit = useSpecificationEdit(environment)
  const { draft, setDraft, problems } = edit
  return (
    <SpecificationReview environment={environment} edit={edit}>
      <SiteList environment={environment} specification={draft.specification} />
      <AddressFields
        specification={draft.specification}
        problems={problems}
        onChange={(specification) => setDraft({ ...draft, specification })}
      />
      <DnsRecords environment={environment} specification={draft.specification} />
    </SpecificationReview>
  )
}
