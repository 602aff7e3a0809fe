import { RoleTablePage } from '#features/members/role-table.tsx'

export default function Page() {
  return <RoleTablePage />
}
