import type { Archive } from '../../engine/contracts/archive.ts'
import type { Direction } from '../../engine/contracts/problem.ts'
import type { Progress } from '../api-types.ts'

/** The best by the number of the program. */
export type Preview = NonNullable<Progress['preview']>

/** Placement by which a program lives on an island, in the archive's column. */
const PLACED = 3

/** The course of the best score, read off two columns of the archive: a fraction of a second at a million programs. */
export function previewOf(archive: Archive, direction: Direction): Preview {
  const scores = archive.column('scores')
  const placements = archive.column('placements')
  const sign = direction === 'minimize' ? 1 : -1
  const program: number[] = []
  const best: number[] = []
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k] as number
    const last = best.at(-1)
    if (placements[k] !== PLACED || !Number.isFinite(score) || (last !== undefined && sign * (score - last) >= 0)) continue
    program.push(k + 1)
    best.push(score)
  }
  const last = best.at(-1)
  if (last !== undefined) {
    program.push(scores.length)
    best.push(last)
  }
  return { program, best }
}
