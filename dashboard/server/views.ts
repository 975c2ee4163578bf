import { readLastStatus } from '../../run/control/status.ts'
import type { Views } from '../api-types.ts'
import { callsOf } from './calls.ts'
import { lineageOf } from './lineage.ts'
import { cellMapOf } from './cells.ts'
import { progressOf } from './progress.ts'
import type { Volume } from './volume.ts'
import { stateOf } from './run-registry.ts'
import { sourceOf, programPageOf } from './program-page.ts'
import { summaryOf } from './summary.ts'
import { varietyAt } from './variety.ts'
import { workOf } from './work.ts'

/** What a view may be told beside its name: small whole numbers. */
export type Query = (name: string) => number | undefined

/** The views that the index of a run answers. */
type Indexed = Exclude<keyof Views, 'prompts' | 'traces'>

/** A view's answer; undefined for a program that is not there. */
export function answer<Name extends Indexed>(volume: Volume, view: Name, query: Query): Views[Name] | undefined
export function answer(volume: Volume, view: Indexed, query: Query): Views[keyof Views] | undefined {
  const { runIndex, known, folder } = volume
  switch (view) {
    case 'summary':
      return summaryOf(volume, stateOf(volume))
    case 'progress':
      return progressOf(runIndex, known)
    case 'lineage': {
      const of = query('of') ?? runIndex.champion?.program ?? runIndex.islands.best?.number
      return of === undefined || of < 1 || of > runIndex.programs.scores.length ? undefined : lineageOf(runIndex, of)
    }
    case 'cells':
      return cellMapOf(runIndex, known, { x: query('x') ?? 0, y: query('y') ?? 1 })
    case 'program':
      return programPageOf(runIndex, known, query('number') ?? 0)
    case 'source':
      return sourceOf(runIndex, query('number') ?? 0)
    case 'calls':
      return callsOf(runIndex, readLastStatus(folder), query('from') ?? 0)
    case 'work':
      return workOf(runIndex, readLastStatus(folder))
    case 'variety':
      return varietyAt(runIndex)
  }
}

/** The names of the views. */
export const VIEWS: readonly Indexed[] = ['summary', 'progress', 'lineage', 'cells', 'program', 'source', 'calls', 'work', 'variety']
