import * as z from 'zod'
import { defineRunner } from '../../engine/contracts/part.ts'
import type { RunnerPart } from '../../engine/contracts/part.ts'
import { harnesses } from './harnesses.ts'
import { openCommand } from './runner.ts'
import { changesUser } from './users.ts'

const MOST = 4000
const shell = z.string().trim().min(1).max(MOST)
const limits = z.strictObject({
  seconds: z.number().positive().max(86_400).default(10),
  processor: z.number().positive().max(86_400).default(10),
  memory: z.int().positive().max(1_048_576).default(1024),
  processes: z.int().positive().max(10_000).default(32),
  files: z.int().min(16).max(65_536).default(256),
  disk: z.int().positive().max(1_048_576).default(64),
  output: z.int().positive().max(1_048_576).default(1024),
})
const options = z.strictObject({
  run: shell.optional(),
  harness: z.enum(Object.keys(harnesses) as [string, ...string[]]).optional(),
  function: z
    .string()
    .regex(/^[A-Za-z_]\w{0,199}$/, 'the name of a function')
    .optional(),
  build: shell.optional(),
  prepare: shell.optional(),
  files: z.array(z.string().min(1).max(200)).max(1000).default([]),
  repository: z.string().min(1).max(200).optional(),
  answer: z.enum(['output', 'descriptor']).default('output'),
  cost: z.enum(['declared', 'measured']).default('declared'),
  each: z
    .int()
    .nonnegative()
    .max(2 ** 31)
    .default(1000),
  fused: z.boolean().default(false),
  env: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a variable'))
    .max(100)
    .default([]),
  show: z.array(z.string().startsWith('/', 'an absolute path')).max(100).default([]),
  limits: limits.prefault({}),
})

/** Programs in any language: a command in a jail answers the input of a case. */
export const command: RunnerPart = defineRunner({
  name: 'command',
  options,
  wall: (jail) => (jail === 'none' && changesUser() ? 'user' : jail),
  measures: ({ cost }) => cost === 'measured',
  fused: ({ fused, harness }) => fused || (harness !== undefined && harnesses[harness]?.fused === true),
  create: (given, { problem, jail }) => openCommand(problem, given, jail),
})
