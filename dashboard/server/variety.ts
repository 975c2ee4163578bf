import { formsIn, linesIn } from '../../run/variety.ts'
import type { Variety } from '../api-types.ts'
import type { RunIndex } from './run-index.ts'

/** Programs whose lines are compared at most: more would hold up the server. */
const MOST = 5000

const found = new WeakMap<RunIndex, { readonly index: number; readonly variety: Variety }>()

/** What of a run's programs was new, once its journal has been read. */
export function varietyAt(runIndex: RunIndex): Variety {
  const { archive, index, evaluations, share, programs } = runIndex
  if (share < 1 || evaluations === 0) return {}
  const known = found.get(runIndex)
  if (known?.index === index) return known.variety
  const { added, reintroduced } = programs.scores.length > MOST ? { added: 0, reintroduced: 0 } : linesIn(archive)
  const variety = { forms: (1000 * formsIn(archive).size) / evaluations, ...(added === 0 ? {} : { reintroduced: reintroduced / added }) }
  found.set(runIndex, { index, variety })
  return variety
}
