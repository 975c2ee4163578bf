/** What a problem of another engine's form is made of. */
export interface ForeignProblem {
  /** Which form it is, in a sentence. */
  readonly about: string
  readonly statement: string
  readonly harness: string
  /** Files that the evaluator may read. */
  readonly files: readonly string[]
  /** What the harness is told. */
  readonly input: Readonly<Record<string, unknown>>
  readonly initial: string
  readonly seconds: number
  readonly evaluations?: number | undefined
}

/** A text as a template literal. */
const literal = (text: string): string => `\`${text.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\``

/** Source of the `problem.ts` of a folder in another engine's form. */
export const problemSource = ({ about, statement, harness, files, input, initial, seconds, evaluations }: ForeignProblem): string =>
  `import { defineProblem, givenScore } from 'ternate'

/** ${about} It runs in the process of the program that it judges: a program can make of its score what it likes. */
export default defineProblem({
  statement: ${literal(statement)},
  runner: {
    use: 'command',
    harness: ${JSON.stringify(harness)},
    files: ${JSON.stringify(files)},
    limits: { seconds: ${seconds}, processor: ${seconds}, memory: 4096, processes: 64 },
  },
  cases: { train: [{ input: ${JSON.stringify(input)} }] },
  initialPrograms: [${JSON.stringify(initial)}],
  verify: givenScore,${evaluations === undefined ? '' : `\n  evaluations: ${evaluations},`}
  limits: { patience: ${2 * seconds + 60} },
})
`
