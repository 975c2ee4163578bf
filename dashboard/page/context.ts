import { createContext } from 'preact'
import type { Context } from 'preact'
import { useContext } from 'preact/hooks'
import type { Views } from '../api-types.ts'
import { useAnswer } from './source.ts'
import type { Answer, Query, Source } from './source.ts'

/** The run that a view is about, and how often it has changed. */
export interface Setting {
  readonly source: Source
  readonly run: string
  readonly tick: number
}

export const SettingContext: Context<Setting | undefined> = createContext<Setting | undefined>(undefined)

/** The setting of a view. */
export function useSetting(): Setting {
  const setting = useContext(SettingContext)
  if (setting === undefined) throw new Error('a view stands inside a setting')
  return setting
}

/** A view's answer, anew whenever the run has changed. */
export function useView<Name extends keyof Views>(view: Name, query: Query = {}, steady = false): Answer<Views[Name]> {
  const { source, run, tick } = useSetting()
  return useAnswer(JSON.stringify([run, view, query]), () => source.view(run, view, query), steady ? 0 : tick)
}
