import type { Part } from '../../engine/contracts/part.ts'
import { contains } from './contains.ts'
import { equal } from './equal.ts'
import { jsonSchema } from './json-schema.ts'
import { number } from './number.ts'
import { program } from './program.ts'
import { regex } from './regex.ts'
import { rubric } from './rubric.ts'

/** The graders that come with the engine. */
export const graderParts: readonly Part[] = [contains, equal, jsonSchema, number, program, regex, rubric]
