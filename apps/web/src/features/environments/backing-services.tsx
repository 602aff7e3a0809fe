'use client'

import { useTranslations } from 'use-intl'
import { SelectField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'
import { type Connection, ConnectionFields, type NewSecrets } from './connection-fields.tsx'

type BackingServicesProps = {
  specification: Specification
  onChange: (specification: Specification) => void
  problems: ReadonlyMap<string, string>
  secrets?: NewSecrets | undefined
}

type Mode = 'container' | 'external'

const atFirst = (port: number): Connection & { mode: 'external' } => ({ mode: 'external', host: '', port, user: '' })

/** Databases, cache and queue: each a container of the environment, or a server that the team runs elsewhere. */
export function BackingServices(props: BackingServicesProps) {
  const { specification, onChange, problems, secrets } = props
  const set = (part: Partial<Specification>) => onChange({ ...specification, ...part })
  const { mysql, mongodb } = specification
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
          service="mysql"
          path="mysql"
          value={mysql}
          problems={problems}
          secrets={secrets}
          onChange={(value) => set({ mysql: { ...without(mysql), ...value } })}
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
          service="mongodb"
          path="mongodb"
          value={mongodb}
          problems={problems}
          secrets={secrets}
          onChange={(value) => set({ mongodb: { ...without(mongodb), ...value } })}
        />
      )}
      <CacheFields {...props} set={set} />
      <BrokerFields {...props} set={set} />
    </>
  )
}

type PartProps = BackingServicesProps & { set: (part: Partial<Specification>) => void }

function CacheFields({ specification: { cache }, set, problems, secrets }: PartProps) {
  const t = useTranslations('configuration')
  return (
    <>
      <SelectField
        label={t('cache')}
        help={t('cacheHelp')}
        value={cache.kind}
        onChange={(kind) => set({ cache: { kind, service: { mode: 'container' } } })}
        options={[
          { value: 'redis', label: 'Redis' },
          { value: 'memcached', label: 'Memcached' },
        ]}
      />
      <ModeField
        name={t('cacheServer')}
        mode={cache.service.mode}
        onMode={(mode) => {
          const service = mode === 'container' ? { mode } : atFirst(cache.kind === 'redis' ? 6379 : 11211)
          set({ cache: { ...cache, service } })
        }}
      />
      {cache.service.mode === 'external' && (
        <ConnectionFields
          name={t('cache')}
          service={cache.kind}
          path="cache.service"
          value={cache.service}
          problems={problems}
          secrets={secrets}
          onChange={(value) => set({ cache: { ...cache, service: { mode: 'external', ...value } } })}
        />
      )}
    </>
  )
}

function BrokerFields({ specification: { broker }, set, problems, secrets }: PartProps) {
  const t = useTranslations('configuration')
  const setService = (mode: Mode, value: Connection) => {
    if (broker.kind === 'redis')
      set({ broker: { kind: 'redis', service: mode === 'container' ? { mode } : { mode, ...value } } })
    else {
      const vhost = broker.service.mode === 'external' ? broker.service.vhost : '/'
      set({ broker: { kind: 'rabbitmq', service: mode === 'container' ? { mode } : { mode, ...value, vhost } } })
    }
  }
  return (
    <>
      <SelectField
        label={t('broker')}
        help={t('brokerHelp')}
        value={broker.kind}
        onChange={(kind) => set({ broker: { kind, service: { mode: 'container' } } })}
        options={[
          { value: 'redis', label: 'Redis' },
          { value: 'rabbitmq', label: 'RabbitMQ' },
        ]}
      />
      <ModeField
        name={t('brokerServer')}
        mode={broker.service.mode}
        onMode={(mode) => setService(mode, atFirst(broker.kind === 'redis' ? 6379 : 5672))}
      />
      {broker.service.mode === 'external' && (
        <ConnectionFields
          name={t('broker')}
          service={broker.kind}
          path="broker.service"
          value={broker.service}
          problems={problems}
          secrets={secrets}
          onChange={(value) => setService('external', value)}
        />
      )}
    </>
  )
}

/** Without the secret: a value without one takes it away. */
function without<T extends { passwordSecret?: string | undefined }>({ passwordSecret: _, ...rest }: T) {
  return rest
}

function ModeField({ name, mode, onMode }: { name: string; mode: Mode; onMode: (mode: Mode) => void }) {
  const t = useTranslations('configuration')
  return (
    <SelectField
      label={t('mode', { name })}
      help={t('modeHelp')}
      value={mode}
      onChange={onMode}
      options={[
        { value: 'container', label: t('container') },
        { value: 'external', label: t('external') },
      ]}
    />
  )
}
