import type { EnvironmentSpecification } from '../specification.ts'

/** Where LMS and CMS are reached: by people, and from inside the stack's network. */
export interface Addresses {
  /** Host with its port, as browsers send it. */
  lmsBase: string
  lmsRootUrl: string
  cmsBase: string
  cmsRootUrl: string
  /** The LMS through nginx from inside the network: it answers through a switch, and also where the public host is `localhost`. */
  lmsInternalRootUrl: string
  cmsInternalRootUrl: string
  /** runserver's own ports; development only. */
  lmsDevelopmentRootUrl: string
  cmsDevelopmentRootUrl: string
  /** Two server blocks on one port are told apart by host name. */
  samePort: boolean
}

const withPort = (host: string, port: number): string => (port === 80 ? host : `${host}:${port}`)

/** Addresses of an environment. TLS ends in front of the environment, so URLs are http. */
export function addressesOf({ lms, cms }: EnvironmentSpecification): Addresses {
  const lmsBase = withPort(lms.host, lms.port)
  const cmsBase = withPort(cms.host, cms.port)
  return {
    lmsBase,
    lmsRootUrl: `http://${lmsBase}`,
    cmsBase,
    cmsRootUrl: `http://${cmsBase}`,
    lmsInternalRootUrl: `http://${withPort('nginx', lms.port)}`,
    cmsInternalRootUrl: `http://${withPort(lms.port === cms.port ? 'studio.nginx' : 'nginx', cms.port)}`,
    lmsDevelopmentRootUrl: `http://${withPort(lms.host, lms.developmentPort)}`,
    cmsDevelopmentRootUrl: `http://${withPort(cms.host, cms.developmentPort)}`,
    samePort: lms.port === cms.port,
  }
}
