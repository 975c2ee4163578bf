/** One run. */
export interface Row {
  readonly task: string
  readonly strategy: string
  readonly seed: string
  readonly evaluations: number
  readonly seconds: number
  /** Seconds of processor time, those of the proposer's enumeration among them. */
  readonly processor: number
  /** Share of cases that the champion gets right. */
  readonly train: number
  readonly heldOut: number
}

export const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A row for each task: solved on held-out cases, overfit, and what it took. */
export function tableOf(rows: readonly Row[]): string[] {
  const tasks = [...new Set(rows.map(({ task }) => task))]
  const lines = tasks.map((task) => {
    const own = rows.filter((row) => row.task === task)
    const [runs, draws] = [own.filter(({ strategy }) => strategy === 'synthesis'), own.filter(({ strategy }) => strategy !== 'synthesis')]
    const solved = (list: readonly Row[]): string =>
      list.length === 0 ? '–' : `${list.filter(({ heldOut }) => heldOut === 1).length}/${list.length}`
    const overfit = runs.filter(({ train, heldOut }) => train === 1 && heldOut < 1).length
    return `| ${task} | ${solved(runs)} | ${overfit} | ${middle(runs.map(({ evaluations }) => evaluations))} | ${middle(runs.map(({ processor }) => processor))} | ${solved(draws)} |`
  })
  return ['| task | solved | overfit | evaluations | processor seconds | typed draws |', '|---|---|---|---|---|---|', ...lines]
}
