import type { Action } from '@fun/contract/policy'
import {
  Bell,
  Bot,
  CircleUser,
  GitBranch,
  Info,
  Layers,
  ListOrdered,
  type LucideIcon,
  Rocket,
  ScrollText,
  Server,
  Settings,
  Users,
} from 'lucide-react'

export type PageName =
  | 'environments'
  | 'deployments'
  | 'queue'
  | 'sources'
  | 'hosts'
  | 'members'
  | 'serviceAccounts'
  | 'account'
  | 'notifications'
  | 'audit'
  | 'settings'
  | 'about'

type Page = {
  name: PageName
  href: string
  icon: LucideIcon
  /** The palette offers it only to who may do this; the page itself says who may. */
  needs?: Action
}

/** The pages of the sidebar, in its order; the palette offers the same. Names are messages of `shell`. */
export const pages: readonly Page[] = [
  { name: 'environments', href: '/', icon: Layers },
  { name: 'deployments', href: '/operations', icon: Rocket },
  { name: 'queue', href: '/queue', icon: ListOrdered },
  { name: 'sources', href: '/sources', icon: GitBranch },
  { name: 'hosts', href: '/hosts', icon: Server, needs: 'host:read' },
  { name: 'members', href: '/members', icon: Users, needs: 'member:read' },
  { name: 'serviceAccounts', href: '/service-accounts', icon: Bot, needs: 'service-account:write' },
  { name: 'account', href: '/account', icon: CircleUser },
  { name: 'notifications', href: '/notifications', icon: Bell, needs: 'notification:read' },
  { name: 'audit', href: '/audit', icon: ScrollText, needs: 'audit:read' },
  { name: 'settings', href: '/settings', icon: Settings, needs: 'settings:read' },
  { name: 'about', href: '/about', icon: Info },
]

/** True when `path` is this page or lies beneath it. The first page is also the home of everything about environments. */
export function isWithin(path: string, href: string): boolean {
  if (href === '/') return path === '/' || path.startsWith('/environments')
  return path === href || path.startsWith(`${href}/`)
}
