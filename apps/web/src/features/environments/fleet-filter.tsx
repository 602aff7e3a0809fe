'use client'

import { Bookmark, X } from 'lucide-react'
import { type FormEvent, useId, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Menu, MenuItem } from '#components/ui/menu.tsx'
import { type FleetView, healthFilters, kindFilters, viewFromQuery, viewToQuery } from '#lib/fleet-view.ts'
import { noSavedViews, removeView, savedViews, saveView, subscribeToViews } from '#lib/saved-views.ts'

const control = 'h-8 rounded-control border border-edge bg-surface px-2 text-sm placeholder:text-quiet'

/** What is shown of the fleet: by text, health and kind; and views that keep such a choice. */
export function FleetFilter({ view, onChange }: { view: FleetView; onChange: (view: FleetView) => void }) {
  const t = useTranslations()
  const id = useId()
  const healthName = (value: FleetView['health']) =>
    value === 'any' || value === 'troubled' ? t(`fleet.${value}`) : t(`status.health.${value}`)
  return (
    <search className="flex flex-wrap items-center gap-2">
      <label htmlFor={`${id}-text`} className="sr-only">
        {t('fleet.find')}
      </label>
      <input
        id={`${id}-text`}
        type="search"
        value={view.text}
        onChange={(event) => onChange({ ...view, text: event.target.value })}
        placeholder={t('fleet.findHint')}
        className={`${control} w-full sm:w-64`}
      />
      <span className="inline-flex items-center gap-2">
        <label htmlFor={`${id}-health`} className="text-sm text-quiet">
          {t('fleet.filterHealth')}
        </label>
        <select
          id={`${id}-health`}
          value={view.health}
          onChange={(event) =>
            onChange({ ...view, health: healthFilters.find((each) => each === event.target.value) ?? 'any' })
          }
          className={control}
        >
          {healthFilters.map((each) => (
            <option key={each} value={each}>
              {healthName(each)}
            </option>
          ))}
        </select>
      </span>
      <span className="inline-flex items-center gap-2">
        <label htmlFor={`${id}-kind`} className="text-sm text-quiet">
          {t('fleet.filterKind')}
        </label>
        <select
          id={`${id}-kind`}
          value={view.kind}
          onChange={(event) =>
            onChange({ ...view, kind: kindFilters.find((each) => each === event.target.value) ?? 'any' })
          }
          className={control}
        >
          {kindFilters.map((each) => (
            <option key={each} value={each}>
              {each === 'any' ? t('fleet.any') : t(`status.environmentKind.${each}`)}
            </option>
          ))}
        </select>
      </span>
      <Views view={view} onChange={onChange} />
    </search>
  )
}

function Views({ view, onChange }: { view: FleetView; onChange: (view: FleetView) => void }) {
  const t = useTranslations('fleet')
  const views = useSyncExternalStore(subscribeToViews, savedViews, noSavedViews)
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const query = viewToQuery(view)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') saveView({ name: name.trim(), query })
    setNaming(false)
    setName('')
  }
  if (naming)
    return (
      <form onSubmit={save} className="flex items-center gap-2">
        <input
          // The person has just asked for it.
          ref={(element) => element?.focus()}
          aria-label={t('viewName')}
          placeholder={t('viewName')}
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.target.value)}
          className={control}
        />
        <Button type="submit">{t('saveView')}</Button>
      </form>
    )
  return (
    <Menu
      trigger={
        <Button variant="quiet">
          <Bookmark aria-hidden="true" className="size-4" />
          {t('views')}
        </Button>
      }
    >
      {views.length === 0 && <p className="max-w-56 px-2 py-1.5 text-xs text-quiet">{t('noViews')}</p>}
      {views.map((each) => (
        <MenuItem key={each.name} onSelect={() => onChange(viewFromQuery(each.query))}>
          <span className="min-w-0 flex-1 truncate">{each.name}</span>
        </MenuItem>
      ))}
      {views
        .filter((each) => each.query === query)
        .map((each) => (
          <MenuItem key={each.name} onSelect={() => removeView(each.name)}>
            <X aria-hidden="true" />
            {t('removeView', { name: each.name })}
          </MenuItem>
        ))}
      <MenuItem disabled={query === ''} onSelect={() => setNaming(true)}>
        <Bookmark aria-hidden="true" />
        {t('saveView')}
      </MenuItem>
    </Menu>
  )
}
