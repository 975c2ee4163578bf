import * as z from 'zod'
import { defined } from '../../engine/contracts/defined.ts'
import type { Intervention } from '../../engine/contracts/archive.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { firstIssue } from '../../disk/issue.ts'
import { makeProgram } from '../../languages/index.ts'

/** What a person may add to a run's journal. */
export type UserIntervention = Extract<Intervention, { type: 'note' | 'override' | 'injection' }>

/**
 * What may be asked of a run while it goes on.
 *
 * - `pause`, `resume`: nothing new is begun until it is resumed; it changes nothing of what is found, and is not journaled
 * - `stop`: finishes what is under way, saves everything and ends the process; `resume` goes on from there
 * - `finish`: ends the search here, so that its finalists are judged and a champion is chosen
 * - `note`: for whoever proposes programs, about the whole run or one program
 * - `review`: `keep` protects a program from leaving its population, `reject` takes it out of the populations for good, `prefer` ranks it before
 *   another
 * - `inject`: a program that you wrote, from program `of` if from any; it is judged like an initial program, and lives on every island
 */
export type Command =
  | { readonly kind: 'pause' | 'resume' | 'stop' | 'finish' }
  | { readonly kind: 'note'; readonly text: string; readonly program?: number }
  | { readonly kind: 'review'; readonly verdict: 'keep' | 'reject'; readonly program: number; readonly text?: string }
  | { readonly kind: 'review'; readonly verdict: 'prefer'; readonly program: number; readonly over: number; readonly text?: string }
  | { readonly kind: 'inject'; readonly files: Files; readonly of?: number; readonly text?: string }

/** Characters that a text of an intervention may have, and that an injected program may have in all. */
const LONGEST_TEXT = 10_000
const LARGEST_PROGRAM = 1_000_000

const program = z.int().positive().max(4_294_967_295)
const text = z.string()

/** The type `Command`, checked on data that others wrote. */
const commandSchema: z.ZodType<Command> = z.union([
  z.strictObject({ kind: z.enum(['pause', 'resume', 'stop', 'finish']) }),
  z.strictObject({ kind: z.literal('note'), text, program: program.exactOptional() }),
  z.strictObject({ kind: z.literal('review'), verdict: z.enum(['keep', 'reject']), program, text: text.exactOptional() }),
  z.strictObject({ kind: z.literal('review'), verdict: z.literal('prefer'), program, over: program, text: text.exactOptional() }),
  z.strictObject({
    kind: z.literal('inject'),
    files: z.record(z.string().min(1).max(200), z.string()),
    of: program.exactOptional(),
    text: text.exactOptional(),
  }),
])

/**
 * A command as it must be.
 *
 * @throws TernateError `STEER_COMMAND`
 */
export function checkCommand(value: unknown): Command {
  const checked = commandSchema.safeParse(value)
  if (checked.success) return checked.data
  throw new TernateError(
    'STEER_COMMAND',
    `that is nothing that a run can be asked: ${firstIssue(checked.error, value)}`,
    'See `Command` in run/control/command.ts for what can be.',
  )
}

/** An injection of these files. */
function injectionOf({ files, of, text: why }: Extract<Command, { kind: 'inject' }>): UserIntervention {
  const size = Object.values(files).reduce((sum, each) => sum + each.length, 0)
  const made =
    size > LARGEST_PROGRAM ? { ok: false as const, reason: `it has more than ${LARGEST_PROGRAM} characters` } : makeProgram(files)
  if (!made.ok)
    throw new TernateError(
      'PROGRAM_FILE',
      `the program cannot be tried: ${made.reason}`,
      'Correct the file that is named, or leave it out.',
    )
  return { type: 'injection', id: made.program.id, files, ...defined({ of, text: why }) }
}

/**
 * What a command adds to the journal; undefined for one that changes nothing of what is found.
 *
 * @throws TernateError `PROGRAM_FILE` when a program does not parse
 */
export function interventionOf(command: Command): UserIntervention | undefined {
  switch (command.kind) {
    case 'note': {
      const scope = command.program === undefined ? {} : { parent: command.program }
      return { type: 'note', author: 'user', about: 'user', scope, text: command.text }
    }
    case 'review': {
      const { kind: _, ...override } = command
      return { type: 'override', ...override }
    }
    case 'inject':
      return injectionOf(command)
    default:
      return undefined
  }
}

/** The programs that an intervention is about. */
function subjects(intervention: UserIntervention): number[] {
  if (intervention.type === 'note') return intervention.scope.parent === undefined ? [] : [intervention.scope.parent]
  if (intervention.type === 'injection') return intervention.of === undefined ? [] : [intervention.of]
  return intervention.verdict === 'prefer' ? [intervention.program, intervention.over] : [intervention.program]
}

/**
 * Sees that an intervention can stand in a run's journal; `has` knows its programs.
 *
 * @throws TernateError `NOTE_TEXT`, `PROGRAM_UNKNOWN`
 */
export function checkIntervention(intervention: UserIntervention, folder: string, has: (program: number) => boolean): void {
  if (intervention.text !== undefined && (intervention.text.trim() === '' || intervention.text.length > LONGEST_TEXT))
    throw new TernateError('NOTE_TEXT', `a text has 1 to ${LONGEST_TEXT} characters`, 'Write something shorter, or something at all.')
  for (const number of subjects(intervention)) {
    if (Number.isSafeInteger(number) && number > 0 && has(number)) continue
    throw new TernateError(
      'PROGRAM_UNKNOWN',
      `${folder} has no program ${number}`,
      'Programs are numbered from 1 in the order in which they came.',
    )
  }
}
