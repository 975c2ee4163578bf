import * as z from 'zod'
import { textOf, TernateError } from '../engine/contracts/fault.ts'
import type { JsonSchema, Problem, ProblemDefinition } from '../engine/contracts/problem.ts'
import { isComment, jsonValue } from '../languages/json.ts'
import { openSchema } from '../languages/json-schema.ts'

const refuse = (file: string, what: string): TernateError =>
  new TernateError(
    'PROBLEM_DEFINITION',
    `the problem's definition is not valid: schemas: ${file}: ${what}`,
    'Give a zod schema that has a JSON schema, or a JSON schema as an object, and initial programs that fit it.',
  )

/** A schema as JSON has it. */
function jsonSchemaOf(file: string, schema: NonNullable<ProblemDefinition['schemas']>[string]): JsonSchema {
  try {
    return schema instanceof z.ZodType ? (z.toJSONSchema(schema, { io: 'input' }) as JsonSchema) : schema
  } catch (thrown) {
    throw refuse(file, textOf(thrown)?.split('\n', 1)[0] ?? 'it has no JSON schema')
  }
}

/**
 * The schemas of data files as JSON schemas, by file.
 *
 * @throws TernateError `PROBLEM_DEFINITION` for what is none, and where an initial program does not fit
 */
export function schemasOf(
  { schemas }: Pick<ProblemDefinition, 'schemas'>,
  initialPrograms: Problem['initialPrograms'],
): Problem['schemas'] {
  if (schemas === undefined) return undefined
  const complete = Object.entries(schemas).map(([file, schema]) => [file, jsonSchemaOf(file, schema)] as const)
  for (const [file, schema] of complete) {
    const values = initialPrograms.flatMap((files) => files[file] ?? []).map((text) => jsonValue(text, isComment))
    let wrong: string | undefined
    try {
      const wrongIn = openSchema(schema)
      // a reference that leads nowhere is found by a value that meets it
      for (const value of values) wrong ??= wrongIn(value)
    } catch (thrown) {
      throw refuse(file, textOf(thrown)?.split('\n', 1)[0] ?? 'it is no JSON schema')
    }
    if (wrong !== undefined) throw refuse(file, `the initial program does not fit it: ${wrong}`)
  }
  return Object.fromEntries(complete)
}
