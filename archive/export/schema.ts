import * as z from 'zod'
import type { CallOutcome, JournalRecord, NoteKind, Purpose, SetName, StopReason, Verdict } from '../../engine/contracts/index.ts'
import { ROLES } from '../../engine/contracts/role.ts'

/** One of a type's texts. All of them must be named, so that the type cannot outgrow the schema unseen. */
const oneOf = <Text extends string>(all: { readonly [Each in Text]: true }): z.ZodEnum<{ [Each in Text]: Each }> =>
  z.enum(Object.fromEntries(Object.keys(all).map((each) => [each, each])) as { [Each in Text]: Each })

/** Any number, also those that JSON does not know. */
const number = z.custom<number>((value) => typeof value === 'number', 'must be a number')
const count = z.int().nonnegative()
const positive = z.int().positive()
const text = z.string()
const numbers = z.array(positive)
const files = z.record(z.string().min(1), z.string())
const hash = z.string().regex(/^[0-9a-f]{32}$/, 'must be a hash')
const setName = z.custom<SetName>(
  (value) => typeof value === 'string' && (value === 'train' || value === 'validation' || value.startsWith('heldOut/')),
  'must name a set',
)
const metrics = z.record(z.string(), number)
const failure = oneOf<Exclude<Verdict, 'scored'>>({
  error: true,
  fuel: true,
  invalid: true,
  unverified: true,
  timeout: true,
  memory: true,
  crash: true,
})

const caseResult = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('scored'),
    fuel: count,
    score: number,
    metrics,
    hidden: metrics.exactOptional(),
    feedback: text.exactOptional(),
    artifact: text.exactOptional(),
  }),
  z.strictObject({ verdict: failure, fuel: count, reason: text }),
])

const evaluation = z.strictObject({
  set: setName,
  verdict: z.union([z.literal('scored'), failure]),
  cases: z.array(caseResult),
  score: number.exactOptional(),
  metrics,
  pruned: z.strictObject({ step: positive, why: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/i) }).exactOptional(),
  positions: z.array(count).exactOptional(),
  fuel: count,
  repeatable: z.literal(false).exactOptional(),
})

const inner = z.array(z.strictObject({ canonicalHash: text, evaluation }))

const ticket = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('offspring'),
    number: positive,
    island: count,
    proposer: text,
    parents: numbers,
    inspirations: numbers,
    roles: z.array(z.enum(ROLES)).exactOptional(),
    fuelLimit: count.exactOptional(),
    beforeGain: z.literal(true).exactOptional(),
    sampled: z.array(z.strictObject({ program: positive, cases: positive })).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('evaluation'),
    number: positive,
    program: positive,
    set: setName,
    cases: z.array(count).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('initial'), number: positive, initial: count, proposer: text.exactOptional() }),
  z.strictObject({ kind: z.literal('injection'), number: positive, injection: positive, of: positive.exactOptional() }),
])

/** What a model is asked for. */
export const purpose: z.ZodType<Purpose> = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9-]*$/, 'is not the name of a purpose')

const ask = z.strictObject({ purpose, model: text, template: text, attempt: positive })

const callOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reply'), text }),
  z.strictObject({
    kind: oneOf<Exclude<CallOutcome['kind'], 'reply' | 'spent'>>({
      cut: true,
      refused: true,
      empty: true,
      invalid: true,
      limited: true,
      unavailable: true,
      timeout: true,
      'too large': true,
      denied: true,
    }),
    reason: text.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('spent'), limit: z.enum(['calls', 'tokens', 'dollars']) }),
])

const noteScope = z.strictObject({
  file: text.exactOptional(),
  case: count.exactOptional(),
  about: text.exactOptional(),
  parent: positive.exactOptional(),
  island: count.exactOptional(),
})

const address = z.strictObject({ evaluation: count, case: count, call: count })

const cost = { attempts: count, tokens: z.strictObject({ sent: count, received: count }), cost: count }

/** Plain data; what a line holds was read as such. */
const plain = z.custom<unknown>((value) => value !== undefined, 'is missing')

const envelope = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: plain }),
  z.strictObject({ ok: z.literal(false), error: text, denied: z.literal(true).exactOptional() }),
])

const about = oneOf<NoteKind>({ attempt: true, rejection: true, lesson: true, reflection: true, critique: true, summary: true, user: true })

const calls = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('call'), address, ask, request: hash, outcome: callOutcome, ...cost }),
      z.strictObject({
        kind: z.literal('capability'),
        address,
        call: z.strictObject({ capability: text, question: plain }),
        envelope,
        model: text.exactOptional(),
        purpose: text.exactOptional(),
        ...cost,
      }),
      z.strictObject({
        kind: z.literal('note'),
        address,
        about,
        scope: noteScope,
        text,
        retire: numbers.exactOptional(),
        revises: positive.exactOptional(),
      }),
      z.strictObject({ kind: z.literal('template'), address, purpose, text }),
    ]),
  )
  .exactOptional()

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('failed'), operator: text, reason: text, fault: text.exactOptional(), inner, calls }),
  z.strictObject({ kind: z.literal('unchanged'), operator: text, inner, calls }),
  z.strictObject({ kind: z.literal('known'), operator: text, program: positive, inner, calls }),
  z.strictObject({
    kind: z.literal('evaluated'),
    operator: text,
    program: z.strictObject({ number: positive, id: hash, canonicalHash: hash, size: count }),
    evaluation,
    position: positive.exactOptional(),
    inner,
    calls,
  }),
])

const placement = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('duplicate'), of: positive, cell: text.exactOptional(), removed: numbers.exactOptional() }),
  z.strictObject({ kind: z.literal('duplicate-behaviour'), of: positive, cell: text }),
  z.strictObject({ kind: z.literal('no-score') }),
  z.strictObject({ kind: z.literal('not-added'), cell: text }),
  z.strictObject({ kind: z.literal('placed'), cell: text, elite: z.boolean(), removed: numbers }),
])

const merged = z.strictObject({ evaluation, cell: text }).exactOptional()

const changes = z.array(z.strictObject({ island: count, added: numbers, removed: numbers })).exactOptional()

const reason = oneOf<StopReason>({
  evaluations: true,
  fuel: true,
  target: true,
  optimum: true,
  patience: true,
  exhausted: true,
  seconds: true,
  stopped: true,
  calls: true,
  tokens: true,
  dollars: true,
  models: true,
})

const platform = z.strictObject({ node: text.max(200), v8: text.max(200), icu: text.max(200), arch: text.max(200) })

const budget = z.strictObject({
  evaluations: positive.exactOptional(),
  fuel: positive.exactOptional(),
  seconds: number.exactOptional(),
  target: number.exactOptional(),
  optimum: number.exactOptional(),
  patience: positive.exactOptional(),
  calls: positive.exactOptional(),
  tokens: positive.exactOptional(),
  dollars: number.exactOptional(),
})

/** What a journal's record may look like: the type `JournalRecord`, checked on data that others wrote. A start's manifest is compared, not parsed. */
export const journalRecord: z.ZodType<JournalRecord> = z.union([
  z.strictObject({ type: z.literal('start'), manifest: z.custom<Extract<JournalRecord, { type: 'start' }>['manifest']>() }),
  z.strictObject({ type: z.literal('commit'), ticket, outcome, placement: placement.exactOptional(), merged, changes }),
  z.strictObject({ type: z.literal('migration'), from: count, to: count, programs: numbers, removed: numbers }),
  z.strictObject({ type: z.literal('reset'), island: count, programs: numbers, changes }),
  z.strictObject({ type: z.literal('stop'), reason }),
  z.strictObject({ type: z.literal('champion'), program: positive, score: number, validation: number.exactOptional() }),
  z.strictObject({ type: z.literal('withdrawn'), note: positive, text, reason: text }),
  z.strictObject({ type: z.literal('heldOut'), set: setName, program: positive, score: number.exactOptional() }),
  z.strictObject({ type: z.literal('finish'), reason, evaluations: number }),
  z.strictObject({ type: z.literal('extend'), budget }),
  z.strictObject({ type: z.literal('environment'), engine: text, problem: text, platform }),
  z.strictObject({
    type: z.literal('note'),
    author: z.enum(['user', 'proposer']),
    about,
    scope: noteScope,
    text,
    retire: numbers.exactOptional(),
  }),
  z.strictObject({ type: z.literal('override'), verdict: z.enum(['keep', 'reject']), program: positive, text: text.exactOptional() }),
  z.strictObject({
    type: z.literal('override'),
    verdict: z.literal('prefer'),
    program: positive,
    over: positive,
    text: text.exactOptional(),
  }),
  z.strictObject({ type: z.literal('resettled'), changes: changes.unwrap() }),
  z.strictObject({ type: z.literal('injection'), id: hash, files, of: positive.exactOptional(), text: text.exactOptional() }),
])

/** A line of an exported run, its record checked but for a start's manifest. */
export const exportedLine: z.ZodType = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run'), format: positive, run: z.unknown() }),
  z.strictObject({
    kind: z.literal('file'),
    path: z.string().min(1).max(1000),
    plugin: count.max(99).exactOptional(),
    text: text.exactOptional(),
    base64: z.base64().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('program'), number: positive, id: hash, canonicalHash: hash, size: count, files }),
  z.strictObject({
    kind: z.literal('entry'),
    index: positive,
    at: z.int(),
    took: z.array(count.nullable()).exactOptional(),
    digest: text.length(64),
    record: journalRecord,
  }),
  z.strictObject({
    kind: z.literal('end'),
    files: count,
    entries: count,
    programs: count,
    digest: text.length(64),
    sha256: text.length(64),
  }),
])
