import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { mergeSettings, type Settings, sessionCookieName, sharedSettings, trustedOrigins } from './openedx-settings.ts'

/** `lms.yml` as data: what the platform needs to work, then what the specification adds. */
export function lmsSettings(context: RenderContext): Settings {
  const { addresses, specification } = context
  const own: Settings = {
    SESSION_COOKIE_NAME: sessionCookieName(context, 'lms'),
    CSRF_TRUSTED_ORIGINS_WITH_SCHEME: trustedOrigins(context),
    CSRF_TRUSTED_ORIGINS: trustedOrigins(context),
    CORS_ORIGIN_WHITELIST: [addresses.cmsRootUrl],
    LOGIN_REDIRECT_WHITELIST: [addresses.lmsBase, addresses.cmsBase],
    IDA_LOGOUT_URI_LIST: [`${addresses.cmsRootUrl}/logout/`],
    JWT_AUTH: { JWT_PRIVATE_SIGNING_JWK: secretPlaceholder('JWT_PRIVATE_SIGNING_JWK') },
    PROFILE_IMAGE_BACKEND: {
      class: 'openedx.core.storage.OverwriteStorage',
      options: { location: '/openedx/media/profile-images/', base_url: '/media/profile-images/' },
    },
    GRADES_DOWNLOAD: {
      STORAGE_CLASS: 'django.core.files.storage.FileSystemStorage',
      STORAGE_KWARGS: { location: '/openedx/data/grades' },
      STORAGE_TYPE: '',
      BUCKET: null,
      ROOT_PATH: 'grades',
    },
  }
  return mergeSettings(mergeSettings(sharedSettings(context), own), specification.settings.lms)
}
