import { type CaseDraft, defineProblem, defineProblems, type Random } from 'ternate'
import { type Task, tasks } from './tasks.ts'

/** Sizes of the suites: train as in PSB2's smallest published one, held-out as in PSB1. */
const SIZES = { train: 100, validation: 100, heldOut: 1000 } as const

/** A suite: the edges first, then inputs that are drawn. */
const suite =
  (task: Task, size: number, edges: boolean) =>
  ({ random }: { readonly random: Random }): CaseDraft<readonly unknown[]>[] => {
    const fixed = edges ? task.edges : []
    const answer = task.answer as (...args: readonly unknown[]) => unknown
    return Array.from({ length: size }, (_, k) => {
      const input = fixed[k] ?? task.draw(random)
      return { input, expected: answer(...input) }
    })
  }

/** The problem of a task: an exact answer on each case, and so a share of cases as the score. */
function problemOf(name: string, task: Task): ReturnType<typeof defineProblem<readonly unknown[], unknown>> {
  const entry = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return defineProblem<readonly unknown[], unknown>({
    statement: task.statement,
    entry: `${entry}${task.signature}`,
    direction: 'maximize',
    unit: 'share of cases that are right',
    cases: {
      train: suite(task, SIZES.train, true),
      validation: suite(task, SIZES.validation, true),
      heldOut: { unseen: suite(task, SIZES.heldOut, false) },
    },
    graders: [task.tolerance === undefined ? { use: 'equal', trim: false } : { use: 'number', relative: task.tolerance }],
    initialPrograms: [{ 'program.ts': `export function ${entry}${task.signature} {\n  return ${task.initial}\n}\n` }],
    driver: { 'driver.ts': `export default (program, input) => program.${entry}(...input)\n` },
    limits: { size: 250, fuel: 200_000 },
    optimum: { train: 1, validation: 1, heldOut: { unseen: 1 } },
    evaluations: 20_000,
  })
}

export default defineProblems(Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, problemOf(name, task)])))
