import * as z from 'zod'
import { firstIssue } from '../disk/issue.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Invalid, Objective, ProblemDefinition } from '../engine/contracts/problem.ts'

/** A case as its author writes it. */
interface Draft {
  readonly input: unknown
  readonly name?: string | undefined
  readonly expected?: unknown
  readonly weight?: number | undefined
  readonly group?: string | undefined
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

const caseDraft = z.strictObject({
  input: z.unknown().refine((input) => input !== undefined, 'is required'),
  name: z.string().max(200).optional(),
  expected: z.unknown().optional(),
  weight: z.number().positive().finite().optional(),
  group: z.string().min(1).max(200).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

/** A case of a dataset, and its set. */
export interface CaseLine extends Draft {
  readonly set?: string | undefined
}

const set = z
  .string()
  .refine((name) => /^(?:train|validation|heldOut(?:\/[^/\p{Cc}]{1,60})?)$/u.test(name), 'train, validation, heldOut or heldOut/NAME')

const line = caseDraft.extend({ answer: z.unknown().optional(), ideal: z.unknown().optional(), set: set.optional() })

/** A line of a dataset: a case, and the set that it belongs to. `answer` and `ideal` are what others call `expected`. */
export const caseLine: z.ZodType<CaseLine> = line.transform(({ answer, ideal, ...draft }, context) => {
  const said = [draft.expected, answer, ideal].filter((each) => each !== undefined)
  if (said.length > 1) context.addIssue({ code: 'custom', message: 'says more than once what is expected' })
  return { ...draft, ...(said.length === 0 ? {} : { expected: said[0] }) }
})

/** The shape of a list of cases, in a problem or in a case file. */
export const caseDrafts: z.ZodType<Draft[]> = z.array(caseDraft).min(1, 'needs at least one case')

const isFunction = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'must be a function')
const caseSource = z.union([z.array(z.unknown()).min(1), z.strictObject({ file: z.string() }), z.string().min(1), isFunction], {
  error: 'must be a list of cases, a function that makes one, or the name of a file',
})
const files = z.record(z.string(), z.string())
const finite = z.number().finite()

/** A part by its name; the parts that there are check its options. */
const ref = z.looseObject({ use: z.string().min(1).max(60) })

/** What may be optimised together. */
export const objectivesSchema: z.ZodType<Objective[]> = z
  .array(z.strictObject({ name: z.string().min(1), direction: z.enum(['minimize', 'maximize']), reference: finite }))
  .min(2, 'needs two objectives or more')
  .max(4)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names an objective twice')

/** Graders by their names; the parts that there are check their options, where the problem is loaded. */
const graders = z.union([
  z.string().min(1),
  z
    .array(
      z.looseObject({
        use: z.string().min(1).max(60),
        name: z
          .string()
          .refine((name) => /^[A-Za-z][\w-]{0,59}$/.test(name), 'a name of letters, digits, dashes and low lines')
          .optional(),
        weight: z.number().positive().finite().optional(),
        pass: z.number().min(0).max(1).optional(),
      }),
    )
    .min(1)
    .max(50),
])

const fields = z.strictObject({
  name: z.string().min(1).max(255).optional(),
  statement: z.string().trim().min(1, 'must say what is to be solved'),
  entry: z.string().optional(),
  // its options are checked where a run is made: a plug-in may have the runner
  runner: ref.optional(),
  direction: z.enum(['minimize', 'maximize']).optional(),
  unit: z.string().optional(),
  cases: z.union([
    z.string().min(1),
    z.strictObject({ train: caseSource, validation: caseSource.optional(), heldOut: z.record(z.string(), caseSource).optional() }),
  ]),
  verify: isFunction.optional(),
  graders: graders.optional(),
  secondVerifier: isFunction.optional(),
  checkCase: isFunction.optional(),
  aggregate: isFunction.optional(),
  initialPrograms: z
    .array(z.union([z.string(), files]))
    .min(1)
    .optional(),
  driver: z.union([z.string(), files]).optional(),
  library: z.union([z.string(), files]).optional(),
  converse: isFunction.optional(),
  model: isFunction.optional(),
  agent: z
    .strictObject({
      tools: z
        .record(
          z.string().regex(/^[A-Za-z]\w{0,59}$/, 'is no name of a tool'),
          z.strictObject({
            statement: z.string().min(1),
            parameters: z.union([z.instanceof(z.ZodType), z.record(z.string(), z.unknown())]).optional(),
            run: isFunction,
          }),
        )
        .optional(),
      workspace: isFunction.optional(),
      solutions: z
        .strictObject({ entry: z.string(), fuel: z.number().int().positive(), examples: isFunction, hidden: isFunction })
        .optional(),
      person: isFunction.optional(),
      conclude: isFunction.optional(),
    })
    .optional(),
  repeats: z.number().int().min(1).max(1000).optional(),
  descriptors: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        edges: z
          .array(finite)
          .min(1)
          .refine((edges) => edges.every((edge, k) => k === 0 || edge > (edges[k - 1] ?? edge)), 'must rise'),
      }),
    )
    .max(4)
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names a descriptor twice')
    .optional(),
  cells: ref.optional(),
  objectives: objectivesSchema.optional(),
  vocabulary: z
    .strictObject({
      terms: z.array(z.string()).optional(),
      functions: z.array(z.string()).optional(),
      constants: z.array(finite).optional(),
      closed: z.boolean().optional(),
      calibrations: z.array(z.string()).optional(),
      choices: z.array(z.array(z.string().min(1)).min(2)).optional(),
    })
    .optional(),
  demonstrations: z
    .record(
      z.string().regex(/\.json$/i, 'is no file of JSON'),
      z.strictObject({ most: z.number().int().positive().max(100_000).optional(), of: isFunction.optional() }),
    )
    .optional(),
  schemas: z
    .record(z.string().regex(/\.json$/i, 'is no file of JSON'), z.union([z.instanceof(z.ZodType), z.record(z.string(), z.unknown())]))
    .optional(),
  // checked where a run is made, with what a user may give instead
  acceptance: ref.optional(),
  strategy: z.union([z.string(), z.looseObject({})]).optional(),
  order: z.looseObject({}).optional(),
  evaluations: z.number().int().positive().optional(),
  optimum: z
    .union([finite, z.strictObject({ train: finite, validation: finite.optional(), heldOut: z.record(z.string(), finite).optional() })])
    .optional(),
  limits: z
    .strictObject({
      fuel: z.number().int().positive().optional(),
      memory: z.number().int().min(8).max(4096).optional(),
      answer: z.number().int().positive().optional(),
      size: z.number().int().positive().optional(),
      patience: z.number().positive().max(86_400).optional(),
    })
    .optional(),
  references: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        set: z.string().optional(),
        score: finite,
        source: z.string().optional(),
        evaluations: z.number().int().positive().optional(),
      }),
    )
    .optional(),
  baselines: z
    .array(z.union([z.string().min(1), files]))
    .max(50)
    .optional(),
})

const definition = fields.refine(
  ({ verify, graders: marking }) => verify !== undefined || marking !== undefined,
  'verify or graders must say how good an answer is',
)

/**
 * Declares a problem; the default export of a problem folder's `problem.ts`. Only `statement`, `cases.train` and `verify`, or `graders` in its place, are required.
 *
 * @throws TernateError `PROBLEM_DEFINITION` when a field is missing, unknown or of the wrong kind
 * @example
 * export default defineProblem({
 *   statement: 'Double a number.',
 *   cases: { train: [{ input: 1, expected: 2 }, { input: 5, expected: 10 }] },
 *   verify: ({ expected }, answer) => -Math.abs(Number(expected) - Number(answer)),
 * })
 */
export function defineProblem<Input, Answer>(problem: ProblemDefinition<Input, Answer>): ProblemDefinition<Input, Answer> {
  const checked = definition.safeParse(problem)
  if (!checked.success) {
    throw new TernateError(
      'PROBLEM_DEFINITION',
      `the problem's definition is not valid: ${firstIssue(checked.error, problem)}`,
      'Correct that field of defineProblem({ ... }); the fields are listed in docs/guide.md.',
    )
  }
  return problem
}

/**
 * A verifier's refusal of an answer.
 *
 * @example
 * verify: ({ input }, answer) => answer.length === input.n ? answer.length : invalid('wrong length')
 */
export const invalid = (why: string): Invalid => ({ invalid: why })

/** Many problems of one folder, by their names. */
export interface ProblemCollection {
  readonly problems: Readonly<Record<string, ProblemDefinition>>
}

/**
 * Declares many problems that share a folder; the default export of a folder's `problems.ts`. Each is called `FOLDER/NAME`.
 *
 * @example
 * export default defineProblems({ double: doubleIt, triple: tripleIt }) // `ternate run ./numbers/double`
 */
export function defineProblems(problems: Readonly<Record<string, ProblemDefinition>>): ProblemCollection {
  const odd = Object.keys(problems).find((name) => !/^[a-z0-9][a-z0-9-]{0,59}$/.test(name))
  if (odd !== undefined || Object.keys(problems).length === 0) {
    throw new TernateError(
      'PROBLEM_DEFINITION',
      odd === undefined
        ? 'there is no problem among the problems of the folder'
        : `${JSON.stringify(odd.slice(0, 80))} is no name of a problem`,
      'Give each problem a name of small letters, digits and dashes.',
    )
  }
  return { problems }
}
