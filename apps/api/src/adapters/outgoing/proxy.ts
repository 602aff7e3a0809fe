/** Proxies of the installation, as the usual environment variables name them: URLs, and a list of hosts that are reached without. */
export interface ProxySettings {
  httpProxy: string | undefined
  httpsProxy: string | undefined
  noProxy: string | undefined
}

/** The proxy that stands between here and a URL; undefined: none. NO_PROXY holds names (with what ends in them), `host:port`, or `*`. */
export function proxyOf(url: URL, { httpProxy, httpsProxy, noProxy = '' }: ProxySettings): string | undefined {
  const proxy = url.protocol === 'https:' ? httpsProxy : httpProxy
  if (proxy === undefined) return undefined
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const direct = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, name = entry, only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (only !== undefined && only !== port) return false
      const plain = name.replace(/^\*?\./, '')
      return name === '*' || host === plain || host.endsWith(`.${plain}`)
    })
  return direct ? undefined : proxy
}
