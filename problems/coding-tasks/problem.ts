import { isDeepStrictEqual } from 'node:util'
import { defineProblem, invalid } from 'ternate'
import type { Example, Tried } from 'ternate'
import { tasks, workspaceOf } from './tasks.ts'
import type { Task } from './tasks.ts'

/** What is verified: what the program that the agent wrote made of the hidden inputs. */
interface Answer {
  readonly tried: readonly Tried[] | null
}

export default defineProblem<Task, Answer>({
  statement: `Write an agent that writes programs. The agent is solve(task, can); it is given { kind, title, examples, files } and returns
{ files: { 'solution.js': '...' } }, a program that exports solution(input). Kinds are 'lists' and 'texts', functions of which examples
{ input, expected } are given; 'repair', a project with a wrong place in one of its files, whose names are in files and whose texts
can.files({ read: NAME }) gives; and 'markdown', HTML for a section of CommonMark. can.test({ files }) tries a program on the examples and gives
{ passed, of, results }. A case has eight calls. A task is solved when its program is right on inputs that are not shown: that is 100 points, and
without it half of the share that it is right on.`,
  entry: 'solve(task: Task, can: Can): { files: Record<string, string> }',
  runner: { use: 'agent', rights: ['files', 'test'], calls: 8, work: 10 },
  direction: 'maximize',
  unit: 'points',
  cases: { train: tasks(60, 0), validation: tasks(60, 1), heldOut: { tasks: tasks(90, 2) } },
  agent: {
    workspace: workspaceOf,
    solutions: {
      entry: 'solution(input: unknown): unknown',
      fuel: 200_000,
      examples: ({ examples }) => examples,
      hidden: ({ expected }) => (expected as readonly Example[]).map(({ input }) => input),
    },
    conclude: (_answer, { tried }) => ({ tried: tried ?? null }),
  },
  checkCase({ input, expected }) {
    const { kind, title, examples } = Object(input) as Partial<Task>
    if (!['markdown', 'lists', 'texts', 'repair'].includes(String(kind))) return invalid('kind: none of the kinds of tasks')
    if (typeof title !== 'string') return invalid('title is missing')
    if (!Array.isArray(examples)) return invalid('examples is missing')
    return Array.isArray(expected) && expected.length > 0 ? undefined : invalid('what is expected is no list of hidden examples')
  },
  verify({ expected }, answer) {
    const { tried } = Object(answer) as Partial<Answer>
    if (!Array.isArray(tried)) return invalid('not a record with files')
    const hidden = expected as readonly Example[]
    const right = hidden.filter((example, k) => {
      const made = tried[k] as Tried | undefined
      return made?.ok === true && isDeepStrictEqual(made.value, example.expected)
    }).length
    const solved = right === hidden.length
    return {
      score: solved ? 100 : (50 * right) / hidden.length,
      metrics: { solved: solved ? 1 : 0 },
      feedback: `right on ${right} of ${hidden.length} hidden inputs`,
    }
  },
  // about 30 ms of computing
  limits: { fuel: 6_000_000, size: 4000 },
  vocabulary: { constants: [0, 1, 2, 3, 4, 5, 6, 7] },
  evaluations: 400,
})
