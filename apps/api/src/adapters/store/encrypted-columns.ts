import {
  answerContext,
  challengeContext,
  channelContext,
  clientSecretContext,
  credentialsContext,
  secretContext,
  statusTokenContext,
  totpContext,
  webhookContext,
} from './encryption.ts'

/** A row's fields by column. */
export type Fields = Record<string, unknown>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/**
 * The context of every encrypted column, `Table.column`, from the row that holds it. Only values from before data keys need it when they are
 * encrypted anew; a test compares this with the schema, so that no column is forgotten.
 */
export const encryptedColumns: Readonly<Record<string, (row: Fields) => string>> = {
  'IdempotencyKey.answerEncrypted': ({ principalId, route, key }) =>
    answerContext({ principalId: text(principalId), route: text(route), key: text(key) }),
  'NotificationChannel.settingsEncrypted': ({ id }) => channelContext(text(id)),
  'OidcProvider.clientSecretEncrypted': ({ id }) => clientSecretContext(text(id)),
  'Secret.valueEncrypted': ({ environmentId, name }) => secretContext(text(environmentId), text(name)),
  'SecretVersion.valueEncrypted': ({ environmentId, name }) => secretContext(text(environmentId), text(name)),
  'SignInChallenge.dataEncrypted': ({ hash }) => challengeContext(text(hash)),
  'Source.credentialsEncrypted': ({ id }) => credentialsContext(text(id)),
  'StatusReports.tokenEncrypted': ({ sourceId }) => statusTokenContext(text(sourceId)),
  'UserTotp.secretEncrypted': ({ userId }) => totpContext(text(userId)),
  'WebhookSecret.valueEncrypted': ({ sourceId }) => webhookContext(text(sourceId)),
}
