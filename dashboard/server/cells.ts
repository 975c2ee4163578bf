import type { Axis, Cell, CellMap } from '../api-types.ts'
import { UNKNOWN } from '../../engine/contracts/cells.ts'
import { byRank } from '../../engine/population/ranking.ts'
import { elitesOf } from './elites.ts'
import type { RunIndex } from './run-index.ts'
import { short } from './truncate.ts'
import type { Known } from './facts.ts'

/** CellMap of an axis that are drawn. */
const WIDEST = 64

/** Labels of the cells between edges. */
function labelsOf(edges: readonly number[]): string[] {
  if (edges.length === 0) return ['all']
  const at = (k: number): string => String(edges[k])
  return [`< ${at(0)}`, ...edges.slice(1).map((_, k) => `${at(k)} – ${at(k + 1)}`), `≥ ${at(edges.length - 1)}`]
}

/** Whether a cell lies on a grid: a place along each descriptor. */
const isOnGrid = (cell: string): boolean => cell === '' || cell.split('.').every((place) => place === UNKNOWN || /^\d+$/.test(place))

/** Names of the cells where they are regions, on one axis whatever their descriptors are, in order; undefined where they lie on a grid. */
function regionsIn(cells: Iterable<string>, facts: Known['facts']): readonly string[] | undefined {
  const names = [...cells]
  if (facts?.hasRegions !== true && names.every(isOnGrid)) return undefined
  return names.filter((cell) => !cell.includes(UNKNOWN)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

/** The axes of descriptor space: one of regions, the problem's, or as many as the journal's cells have. */
function axesOf(cells: Iterable<string>, regions: readonly string[] | undefined, facts: Known['facts']): Axis[] {
  if (regions !== undefined) return [{ name: 'region', labels: [...regions.slice(0, WIDEST - 1).map((name) => `cell ${name}`), 'unknown'] }]
  if (facts !== undefined && facts.descriptors.length > 0)
    return facts.descriptors.map(({ name, edges }) => ({ name: short(name), labels: [...labelsOf(edges).slice(0, WIDEST - 1), 'unknown'] }))
  const widths: number[] = []
  for (const cell of cells) {
    if (cell === '') continue
    cell.split('.').forEach((place, axis) => (widths[axis] = Math.max(widths[axis] ?? 0, place === UNKNOWN ? 0 : Number(place) + 1)))
  }
  return widths.map((width, axis) => ({
    name: `descriptor ${axis + 1}`,
    labels: [...Array.from({ length: Math.min(width, WIDEST - 1) }, (_, k) => `cell ${k + 1}`), 'unknown'],
  }))
}

/** The elites by two descriptors; the best of those that differ in others stands for them. */
export function cellMapOf(runIndex: RunIndex, { facts }: Known, chosen: { readonly x: number; readonly y: number }): CellMap {
  const elites = elitesOf(runIndex.islands)
  const regions = regionsIn(elites.keys(), facts)
  const axes = axesOf(elites.keys(), regions, facts)
  const x = chosen.x in axes ? chosen.x : 0
  const y = chosen.y in axes ? chosen.y : axes.length > 1 ? 1 : 0
  const { direction } = runIndex.manifest.problem
  const rank = byRank(direction)
  const cells = new Map<string, { cell: Cell; individual: Parameters<typeof rank>[0] }>()
  const place = (cell: string | undefined, axis: number): number => {
    const width = axes[axis]?.labels.length ?? 1
    return cell === undefined || cell === UNKNOWN ? width - 1 : Math.min(Number(cell), width - 1)
  }
  for (const [cell, { individual, island }] of elites) {
    const parts = regions === undefined ? cell.split('.') : [cell.includes(UNKNOWN) ? UNKNOWN : String(regions.indexOf(cell))]
    const at = { x: place(parts[x], x), y: axes.length > 1 ? place(parts[y], y) : 0 }
    const key = `${at.x} ${at.y}`
    const rival = cells.get(key)
    const filled = (rival?.cell.filled ?? 0) + 1
    if (rival !== undefined && rank(rival.individual, individual) <= 0) {
      cells.set(key, { ...rival, cell: { ...rival.cell, filled } })
      continue
    }
    const { number, score, size } = individual
    cells.set(key, { individual, cell: { ...at, number, score, size, island, filled } })
  }
  const samples = runIndex.course
  return {
    direction,
    unit: facts === undefined ? '' : short(facts.unit),
    axes,
    x,
    y,
    cells: [...cells.values()].map(({ cell }) => cell).sort((a, b) => a.y - b.y || a.x - b.x),
    space:
      facts === undefined || regions !== undefined
        ? elites.size
        : facts.descriptors.reduce((product, { edges }) => product * (edges.length + 1), 1),
    commit: samples.map(({ commit }) => commit),
    evaluations: samples.map(({ evaluations }) => evaluations),
    coverage: samples.map(({ coverage }) => coverage),
    quality: samples.map(({ quality }) => quality),
  }
}
