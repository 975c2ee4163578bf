import * as z from 'zod'
import { defineRunner } from '../../engine/contracts/part.ts'
import type { RunnerPart } from '../../engine/contracts/part.ts'
import { openModelRunner } from './runner.ts'

/** Programs that are texts for a model: prompts, demonstrations, pipelines. The problem's `converse` says how they become calls. */
export const model: RunnerPart = defineRunner({
  name: 'model',
  options: z.strictObject({
    calls: z.int().positive().max(100_000).default(1000),
    bytes: z
      .int()
      .positive()
      .max(2 ** 24)
      .default(2 ** 18),
  }),
  asks: ({ model: own }) => own === undefined,
  create: (options, { problem }) => openModelRunner(problem, options),
})
