import type { CallOutcome, Purpose, Slots } from '../engine/contracts/model.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import { askingAs, proposesByModel } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Context, Shown } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import { commonContext } from '../engine/tickets/context.ts'
import type { Languages } from '../engine/contracts/language.ts'
import { ownLanguages } from '../languages/index.ts'
import { costOf } from '../models/ledger.ts'
import type { QueueEvent } from '../models/call-queue.ts'
import { readOffspring, readInitialPrograms, unitsOf } from '../proposers/model/edits.ts'
import { roomOf, INITIAL_FORMAT, showEntry, showError, showNotes, showRules, slotsOf } from '../proposers/model/prompts.ts'
import { render } from '../proposers/model/render.ts'
import { fencedTexts } from '../proposers/model/reply.ts'
import { purposes, readTemplate } from '../proposers/model/templates.ts'
import { completeAsking, openQueue } from './models.ts'
import type { AskingOptions } from './models.ts'

/** What came of one question to a model. */
export interface Trial {
  readonly model: string
  readonly purpose: Purpose
  /** What the reply was read as, or how the call ended. */
  readonly result: 'understood' | 'refused' | Exclude<CallOutcome['kind'], 'reply' | 'refused'>
  /** What was understood, or why not, in words. */
  readonly said: string
  readonly seconds: number
  readonly sent: number
  readonly received: number
  /** Dollars; absent where the model has no price. */
  readonly dollars?: number
}

/** What a trial emits while it goes on. */
export type TrialEvent = Trial | Extract<QueueEvent, { type: 'adapted' }>

const NOTES = ['Halving the step helped. [program.ts]: 3 -> 2 (better)', 'Another order. [program.ts]: 3 -> 4 (worse)'].map((text, k) => ({
  number: k + 1,
  kind: k === 0 ? ('lesson' as const) : ('rejection' as const),
  scope: {},
  text,
}))

/** The slots of one question of a purpose, about the problem's first initial program; undefined where there is none to ask about. */
function slotsFor(
  purpose: Purpose,
  context: Context,
  templates: readonly { readonly purpose: Purpose; readonly text: string }[],
): Slots | undefined {
  const { statement, entry, parents } = context
  const [initial] = parents
  if (initial === undefined && purpose !== 'initial' && purpose !== 'summary') return undefined
  const parent = initial as Shown
  const failing: Shown = {
    ...parent,
    evaluation: {
      set: 'train',
      verdict: 'error',
      cases: [{ verdict: 'error', fuel: 1, reason: 'TypeError: x is not a function' }],
      metrics: {},
      fuel: 1,
    },
  }
  switch (purpose) {
    case 'offspring':
      return slotsOf(context)
    case 'crossover':
      return slotsOf({ ...context, parents: [parent, parent] })
    case 'repair':
      return slotsOf({ ...context, parents: [failing] }, { error: 'error on case 1: TypeError: x is not a function' })
    case 'initial':
      return (
        entry && {
          statement,
          constraints: showRules({ 'program.ts': '' }, context.languages ?? ownLanguages),
          entry: showEntry(entry),
          format: INITIAL_FORMAT,
        }
      )
    case 'reflect':
      return { ...slotsOf(context), error: showError('A change of a constant made it worse.') }
    case 'summary':
      return { statement, notes: showNotes(NOTES) }
    case 'template':
      return { statement, template: `\`\`\`\`markdown\n${templates.find((each) => each.purpose === 'offspring')?.text ?? ''}\n\`\`\`\`` }
  }
}

/** What a run would make of a reply. */
function understand(purpose: Purpose, reply: string, context: Context): Pick<Trial, 'result' | 'said'> {
  const [initial] = context.parents
  const base = initial?.program.files ?? {}
  const { entry } = context
  const understood = (said: string): Pick<Trial, 'result' | 'said'> => ({ result: 'understood', said })
  if (purpose === 'reflect' || purpose === 'summary') return understood(`a text of ${reply.trim().length} characters`)
  if (purpose === 'template') {
    const [text] = fencedTexts(reply)
    const read = text === undefined ? undefined : readTemplate('offspring', `${text}\n`)
    if (read?.ok === true) return understood('a template')
    return { result: 'refused', said: read === undefined ? 'it holds no fenced text' : read.reason }
  }
  const made =
    purpose === 'initial' && entry !== undefined
      ? readInitialPrograms(reply, { name: 'program.ts', entry: entry.name })[0]
      : readOffspring(reply, {
          base,
          frame: base,
          entry: entry?.name,
          limit: roomOf(context),
          known: new Set(initial === undefined ? [] : [initial.program.canonicalHash]),
        })
  if (made?.kind === 'program')
    return understood(`a program of ${made.program.size} ${unitsOf(made.program.files, context.languages ?? ownLanguages)}`)
  return { result: 'refused', said: made === undefined ? 'nothing' : `${made.failure}: ${made.reason.split('\n')[0]}` }
}

/**
 * Asks each model that is there to propose one question of each purpose, one after the other, and tells what a run would make of each reply. Programs are read and not run.
 *
 * @throws TernateError `MODEL_...` as a run does before it begins
 */
export async function* tryModels(
  problem: Problem,
  parent: Shown | undefined,
  options: AskingOptions,
  clock: Clock,
  languages: Languages = ownLanguages,
): AsyncGenerator<TrialEvent> {
  const asked = completeAsking(options, problem.folder)
  if (asked === undefined) throw new TernateError('MODEL_MISSING', 'no model is named', 'Name one with `--model`, or in ternate.yaml.')
  const { asking, calling } = asked
  if (!proposesByModel(asking))
    throw new TernateError('MODEL_MISSING', 'no model is there to propose: all have another role', 'Name one without a role.')
  const told: TrialEvent[] = []
  const emit = (event: QueueEvent): void => void (event.type === 'adapted' && told.push(event))
  const queue = openQueue(asking, calling, { budget: {}, rows: [], clock, emit })
  const context: Context = {
    ...commonContext(problem, languages),
    parents: parent === undefined ? [] : [parent],
    inspirations: [],
    random: stream('trial'),
  }
  try {
    await queue.probe((model) => asking.models.find(({ name }) => name === model)?.parameters)
    yield* told.splice(0)
    for (const { name: model, parameters = {}, price } of askingAs(asking, 'propose').models) {
      for (const purpose of purposes) {
        const template = asking.templates.find((each) => each.purpose === purpose)
        const slots = slotsFor(purpose, context, asking.templates)
        if (template === undefined || slots === undefined) continue
        const { messages } = render(template, slots)
        const began = clock.now()
        const { outcome, tokens } = await queue.ask({ model, purpose, messages, parameters })
        yield* told.splice(0)
        const read =
          outcome.kind === 'reply'
            ? understand(purpose, outcome.text, context)
            : { result: outcome.kind, said: 'reason' in outcome ? (outcome.reason ?? '') : '' }
        const cost = price === undefined ? {} : { dollars: costOf(price, tokens) / 1e6 }
        yield { model, purpose, ...read, seconds: (clock.now() - began) / 1000, ...tokens, ...cost }
      }
    }
  } finally {
    await queue.close()
  }
}
