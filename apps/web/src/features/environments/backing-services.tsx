'use client'

import { useTranslations } from 'use-intl'
import { SelectField, TextField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'
import { NumberField } from './number-field.tsx'

type BackingServicesProps = {
  specification: Specification
  onChange: (specification: Specification) => void
  problems: ReadonlyMap<string, string>
}

type Connection = { host: string; port: number; user: string; passwordSecret?: string | undefined }
type Mode = 'container' | 'external'

const atFirst = (port: number): Connection & { mode: 'external' } => ({ mode: 'external', host: '', port, user: '' })

/** Databases, cache and queue: each a container of the environment, or a server that the team runs elsewhere. */
export function BackingServices({ specification, onChange, problems }: BackingServicesProps) {
  const t = useTranslations('configuration')
  const set = (part: Partial<Specification>) => onChange({ ...specification, ...part })
  const { mysql, mongodb, cache, broker } = specification
  return (
    <>
      <ModeField
        name="MySQL"
        mode={mysql.mode}
        onMode={(mode) => set({ mysql: mode === 'container' ? { mode } : { ...atFirst(3306), database: 'openedx' } })}
      />
      {mysql.mode === 'external' && (
        <ConnectionFields
          name="MySQL"
          path="mysql"
          value={mysql}
          problems={problems}
          onChange={(value) => set({ mysql: { ...mysql, ...value } })}
        />
      )}
      <ModeField
        name="MongoDB"
        mode={mongodb.mode}
        onMode={(mode) =>
          set({
            mongodb: mode === 'container' ? { mode } : { ...atFirst(27017), database: 'openedx', authSource: 'admin' },
          })
        }
      />
      {mongodb.mode === 'external' && (
        <ConnectionFields
          name="MongoDB"
          path="mongodb"
          value={mongodb}
          problems={problems}
          onChange={(value) => set({ mongodb: { ...mongodb, ...value } })}
        />
      )}
      <SelectField
        label={t('cache')}
        value={cache.kind}
        onChange={(kind) => set({ cache: { kind, service: { mode: 'container' } } })}
        options={[
          { value: 'redis', label: 'Redis' },
          { value: 'memcached', label: 'Memcached' },
        ]}
      />
      <ModeField
        name={t('cache')}
        mode={cache.service.mode}
        onMode={(mode) =>
          set({
            cache: {
              ...cache,
              service: mode === 'container' ? { mode } : atFirst(cache.kind === 'redis' ? 6379 : 11211),
            },
          })
        }
      />
      {cache.service.mode === 'external' && (
        <ConnectionFields
          name={t('cache')}
          path="cache.service"
          value={cache.service}
          problems={problems}
          onChange={(value) => set({ cache: { ...cache, service: { mode: 'external', ...value } } })}
        />
      )}
      <SelectField
        label={t('broker')}
        value={broker.kind}
        onChange={(kind) => set({ broker: { kind, service: { mode: 'container' } } })}
        options={[
          { value: 'redis', label: 'Redis' },
          { value: 'rabbitmq', label: 'RabbitMQ' },
        ]}
      />
    </>
  )
}

function ModeField({ name, mode, onMode }: { name: string; mode: Mode; onMode: (mode: Mode) => void }) {
  const t = useTranslations('configuration')
  return (
    <SelectField
      label={t('mode', { name })}
      value={mode}
      onChange={onMode}
      options={[
        { value: 'container', label: t('container') },
        { value: 'external', label: t('external') },
      ]}
    />
  )
}

type ConnectionFieldsProps = {
  name: string
  path: string
  value: Connection
  problems: ReadonlyMap<string, string>
  onChange: (value: Connection) => void
}

function ConnectionFields({ name, path, value, problems, onChange }: ConnectionFieldsProps) {
  const t = useTranslations('configuration')
  const { host, port, user, passwordSecret } = value
  const change = (part: Partial<Connection>) => {
    const next = { host, port, user, passwordSecret, ...part }
    onChange({
      host: next.host,
      port: next.port,
      user: next.user,
      ...(next.passwordSecret === undefined || next.passwordSecret === ''
        ? {}
        : { passwordSecret: next.passwordSecret }),
    })
  }
  return (
    <div className="grid gap-x-5 gap-y-4 border-l-2 border-line pl-4 sm:col-span-2 sm:grid-cols-2">
      <TextField
        label={t('externalHost', { name })}
        error={problems.get(`${path}.host`)}
        value={host}
        onChange={(next) => change({ host: next })}
        mono
      />
      <NumberField
        label={t('externalPort', { name })}
        error={problems.get(`${path}.port`)}
        value={port}
        onChange={(next) => change({ port: next })}
      />
      <TextField
        label={t('externalUser', { name })}
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
        value={passwordSecret ?? ''}
        onChange={(next) => change({ passwordSecret: next })}
        optional
        mono
      />
    </div>
  )
}
