import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { mergeSettings, type Settings, sessionCookieName, sharedSettings, trustedOrigins } from './openedx-settings.ts'

/** OAuth client under which Studio signs people in through the LMS. */
export const studioClientId = 'cms-sso'

/** `cms.yml` as data: what the platform needs to work, then what the specification adds. */
export function cmsSettings(context: RenderContext): Settings {
  const { addresses, specification } = context
  const own: Settings = {
    SESSION_COOKIE_NAME: sessionCookieName(context, 'cms'),
    CSRF_TRUSTED_ORIGINS: trustedOrigins(context),
    CORS_ORIGIN_WHITELIST: [addresses.lmsRootUrl],
    LOGIN_REDIRECT_WHITELIST: [addresses.cmsBase, addresses.lmsBase],
    GITHUB_REPO_ROOT: '/openedx/data',
    SOCIAL_AUTH_EDX_OAUTH2_KEY: studioClientId,
    SOCIAL_AUTH_EDX_OAUTH2_SECRET: secretPlaceholder('CMS_OAUTH2_SECRET'),
    // Server to server inside the stack's network; browsers are sent to the public address.
    SOCIAL_AUTH_EDX_OAUTH2_URL_ROOT: addresses.lmsInternalRootUrl,
    SOCIAL_AUTH_EDX_OAUTH2_PUBLIC_URL_ROOT: addresses.lmsRootUrl,
    SOCIAL_AUTH_REDIRECT_IS_HTTPS: false,
  }
  return mergeSettings(mergeSettings(sharedSettings(context), own), specification.settings.cms)
}
