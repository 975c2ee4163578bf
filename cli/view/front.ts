import type { RunFront } from '../../library/front.ts'
import { oneLine, score, table } from './text.ts'

/** Programs of a front that are listed. */
const SHOWN = 20

/** What a run found on several objectives, for people: evenly chosen programs where there are many. */
export function frontLines({ objectives, hypervolume, programs }: RunFront): string[] {
  const shown =
    programs.length <= SHOWN
      ? programs
      : Array.from(
          { length: SHOWN },
          (_, k) => programs[Math.round((k * (programs.length - 1)) / (SHOWN - 1))] as (typeof programs)[number],
        )
  const many = shown.length < programs.length ? `${programs.length} programs, ${shown.length} of them shown` : `${programs.length} programs`
  return [
    `front on train: ${many}, hypervolume ${score(hypervolume)}`,
    ...table(
      [
        [
          '',
          'program',
          ...objectives.map(({ name, direction }) => `${oneLine(name, 30)} ${direction === 'minimize' ? '(low)' : '(high)'}`),
        ],
        ...shown.map(({ program, values }) => ['', String(program), ...values.map(score)]),
      ],
      [1, ...objectives.map((_, k) => k + 2)],
    ),
  ]
}
