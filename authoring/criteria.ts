import * as z from 'zod'
import { firstIssue } from '../disk/issue.ts'
import { parseJson } from '../disk/json.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { GradedCase, Mark } from '../engine/contracts/grader.ts'
import type { GraderRef } from '../engine/contracts/problem.ts'
import { asText, shown } from './graders/text.ts'

/** Graders of hosted evals (`testing_criteria`), as graders of this engine. */

const text = z.string()

const stringCheck = z.looseObject({
  type: z.literal('string_check'),
  name: text,
  input: text,
  reference: text,
  operation: z.enum(['eq', 'ne', 'like', 'ilike']),
})

/** Parts of a template: texts, and paths between double braces. */
const partsOf = (template: string): readonly { readonly path?: string; readonly text: string }[] =>
  template.split('{{').flatMap((part, k) => {
    const end = k === 0 ? -1 : part.indexOf('}}')
    return end === -1
      ? [{ text: k === 0 ? part : `{{${part}` }]
      : [{ path: part.slice(0, end).trim(), text: '' }, { text: part.slice(end + 2) }]
  })

/** The value at a path of names and positions. */
const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, step) => (Object.hasOwn(Object(inner) as object, step) ? (inner as Record<string, unknown>)[step] : undefined),
    value,
  )

/** What stands for a path: a field of the item, or what the program answered. */
function named(path: string, { metadata }: GradedCase, answer: unknown): unknown {
  const [root, ...steps] = path.split(/[.[\]]/).filter((step) => step !== '')
  if (root === 'item') return valueAt(metadata?.['item'], steps)
  if (root !== 'sample') return undefined
  const [first, ...further] = steps
  if (first === 'output_text') return answer
  if (first !== 'output_json') return undefined
  if (typeof answer !== 'string') return valueAt(answer, further)
  try {
    return valueAt(parseJson(answer.slice(0, 200_000)), further)
  } catch {
    return undefined
  }
}

/** A template with its paths filled in. */
const filled = (template: string, subject: GradedCase, answer: unknown): string =>
  partsOf(template)
    .map(({ path, text: plain }) => {
      const value = path === undefined ? plain : named(path, subject, answer)
      return asText(value) ?? (value === undefined || value === null ? '' : JSON.stringify(value))
    })
    .join('')

/** The mark of a comparison of texts, as hosted evals made it: letter by letter, blanks and all. */
function compare(operation: z.output<typeof stringCheck>['operation'], given: string, wanted: string): Mark {
  const isSo = {
    eq: given === wanted,
    ne: given !== wanted,
    like: given.includes(wanted),
    ilike: given.toLowerCase().includes(wanted.toLowerCase()),
  }[operation]
  return isSo ? { score: 1 } : { score: 0, why: `is ${shown(given)}, and ${operation} ${shown(wanted)} does not hold` }
}

/** A name as graders have it. */
const nameOf = (name: string): string =>
  name
    .replace(/[^\w-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 60) || 'criterion'

function graderOf(criterion: unknown, where: string): GraderRef {
  const refuse = (why: string): never => {
    throw new TernateError('PROBLEM_GRADER', `${where}: ${why}`, 'Take it out, and give the problem `graders` of its own.')
  }
  const { type } = Object(criterion) as { readonly type?: unknown }
  if (type !== 'string_check') return refuse(`a criterion of the type ${shown(type)} is not graded here: string_check is`)
  const checked = stringCheck.safeParse(criterion)
  if (!checked.success) return refuse(firstIssue(checked.error, criterion))
  const { name, input, reference, operation } = checked.data
  return {
    use: 'program',
    name: nameOf(name),
    grade: (subject: GradedCase, answer: unknown) => compare(operation, filled(input, subject, answer), filled(reference, subject, answer)),
  }
}

/**
 * The graders that stand for the criteria of a hosted eval.
 *
 * @throws TernateError `PROBLEM_GRADER` for a criterion that cannot be graded here
 */
export const criteriaGraders = (criteria: readonly unknown[], file: string): readonly GraderRef[] =>
  criteria.map((criterion, k) => graderOf(criterion, `${file}: testing_criteria[${k}]`))
