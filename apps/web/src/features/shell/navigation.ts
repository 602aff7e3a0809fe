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

/** The pages of the sidebar, in its order; the palette offers the same. Names are messages of `shell`. */
export const pages: readonly { name: PageName; href: string; icon: LucideIcon }[] = [
  { name: 'environments', href: '/', icon: Layers },
  { name: 'deployments', href: '/operations', icon: Rocket },
  { name: 'queue', href: '/queue', icon: ListOrdered },
  { name: 'sources', href: '/sources', icon: GitBranch },
  { name: 'hosts', href: '/hosts', icon: Server },
  { name: 'members', href: '/members', icon: Users },
  { name: 'serviceAccounts', href: '/service-accounts', icon: Bot },
  { name: 'account', href: '/account', icon: CircleUser },
  { name: 'notifications', href: '/notifications', icon: Bell },
  { name: 'audit', href: '/audit', icon: ScrollText },
  { name: 'settings', href: '/settings', icon: Settings },
  { name: 'about', href: '/about', icon: Info },
]

/** True when `path` is this page or lies beneath it. The first page is also the home of everything about environments. */
export function isWithin(path: string, href: string): boolean {
  if (href === '/') return path === '/' || path.startsWith('/environments')
  return path === href || path.startsWith(`${href}/`)
}
