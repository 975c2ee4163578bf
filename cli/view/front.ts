import type { RunFront } from '../../run/front.ts'
import { oneLine, score, table } from './text.ts'

/** Programs of a front that are listed. */
const SHOWN = 20

/** At most so many of a list, evenly chosen, its ends among them. */
export const someOf = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most ? list : Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))] as T)

/** Objectives as heads of columns. */
export const objectiveHeads = (objectives: RunFront['objectives']): string[] =>
  objectives.map(({ name, direction }) => `${oneLine(name, 30)} ${direction === 'minimize' ? '(low)' : '(high)'}`)

/** What a run found on several objectives, for people: evenly chosen programs where there are many. */
export function frontLines({ objectives, hypervolume, programs }: RunFront): string[] {
  const shown = someOf(programs, SHOWN)
  const many = shown.length < programs.length ? `${programs.length} programs, ${shown.length} of them shown` : `${programs.length} programs`
  return [
    `front on train: ${many}, hypervolume ${score(hypervolume)}`,
    ...table(
      [['', 'program', ...objectiveHeads(objectives)], ...shown.map(({ program, values }) => ['', String(program), ...values.map(score)])],
      [1, ...objectives.map((_, k) => k + 2)],
    ),
  ]
}
