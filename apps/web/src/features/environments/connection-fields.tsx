'use client'

import type { ExternalService } from '@fun/contract/new-environment'
import { useTranslations } from 'use-intl'
import { TextField } from '#components/ui/field.tsx'
import { ConnectionTestButton } from './connection-test.tsx'
import { NumberField } from './number-field.tsx'

export type Connection = { host: string; port: number; user: string; passwordSecret?: string | undefined }

/** Values of secrets of an environment that is not there yet, by name. */
export type NewSecrets = { values: Readonly<Record<string, string>>; set: (name: string, value: string) => void }

type ConnectionFieldsProps = {
  name: string
  service: ExternalService
  path: string
  value: Connection
  problems: ReadonlyMap<string, string>
  onChange: (value: Connection) => void
  /** Absent: the environment exists, and its secrets are set elsewhere. */
  secrets?: NewSecrets | undefined
}

/** A server that the team runs elsewhere: where it is, who signs in, and whether it answers. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { name, service, path, value, problems, onChange, secrets } = props
  const t = useTranslations('configuration')
  const { host, port, user, passwordSecret = '' } = value
  const change = (part: Partial<Connection>) => {
    const next = { host, port, user, passwordSecret, ...part }
    onChange({
      host: next.host,
      port: next.port,
      user: next.user,
      ...(next.passwordSecret === '' ? {} : { passwordSecret: next.passwordSecret }),
    })
  }
  const setPassword = (password: string) => {
    const secret = passwordSecret === '' ? `EXTERNAL_${service.toUpperCase()}_PASSWORD` : passwordSecret
    secrets?.set(secret, password)
    if (passwordSecret === '') change({ passwordSecret: secret })
  }
  return (
    <div className="grid gap-x-5 gap-y-4 border-l-2 border-line pl-4 sm:col-span-2 sm:grid-cols-2">
      <TextField
        label={t('externalHost', { name })}
        help={t('externalHostHelp')}
        error={problems.get(`${path}.host`)}
        value={host}
        onChange={(next) => change({ host: next })}
        mono
      />
      <NumberField
        label={t('externalPort', { name })}
        help={t('externalPortHelp')}
        error={problems.get(`${path}.port`)}
        value={port}
        onChange={(next) => change({ port: next })}
      />
      <TextField
        label={t('externalUser', { name })}
        help={t('externalUserHelp')}
        error={problems.get(`${path}.user`)}
        value={user}
        onChange={(next) => change({ user: next })}
        optional
        mono
      />
      <TextField
        label={t('externalSecret')}
        help={t('externalSecretHelp')}
        error={problems.get(`${path}.passwordSecret`)}
        value={passwordSecret}
        onChange={(next) => change({ passwordSecret: next })}
        optional
        mono
      />
      {secrets !== undefined && (
        <TextField
          label={t('externalPassword', { name })}
          help={t('externalPasswordHelp')}
          type="password"
          autoComplete="new-password"
          value={secrets.values[passwordSecret] ?? ''}
          onChange={setPassword}
          optional
        />
      )}
      <ConnectionTestButton name={name} service={service} host={host} port={port} />
    </div>
  )
}
