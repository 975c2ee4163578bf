import type { Reference } from '../../engine/contracts/problem.ts'
import { loadProblem } from '../../authoring/load.ts'
import type { Measure, Published, Row } from './rows.ts'

/** What a problem refers to, as figures of a measure: of each name the mean over the measure's sets, where it has one for each. */
function figuresOf(references: readonly Reference[], { sets = [], shown = (score) => score }: Measure): Published[] {
  const own = references.filter(
    ({ set, evaluations }) => evaluations === undefined && (sets.length === 0 ? set === undefined : sets.includes(set ?? '')),
  )
  return [...Map.groupBy(own, ({ name }) => name)].flatMap(([name, list]) => {
    const [first] = list
    if (first === undefined || list.length !== Math.max(1, sets.length)) return []
    return [{ name, value: list.reduce((sum, { score }) => sum + shown(score), 0) / list.length, source: first.source ?? '' }]
  })
}

/** A row with the references of its problem beside its measures, before others that were published. */
export async function withReferences(row: Row, problem: string): Promise<Row> {
  const { references } = await loadProblem(problem)
  return {
    ...row,
    measures: row.measures.map((measure) =>
      measure.sets === undefined ? measure : { ...measure, published: [...figuresOf(references, measure), ...measure.published] },
    ),
  }
}
