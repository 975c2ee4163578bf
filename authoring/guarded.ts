import { TernateError, textOf } from '../engine/contracts/fault.ts'
import type { Part, PartKind } from '../engine/contracts/part.ts'
import { kindWords } from '../engine/contracts/registry.ts'
import { trusted } from './trusted.ts'

/** Anything that can have members. */
type Thing = Record<PropertyKey, unknown>

/** Characters of what was thrown that are told. */
const MOST = 200

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null

/** What members of parts give back, as far as the engine takes it apart at once. */
const GIVES: Readonly<Partial<Record<PartKind, Readonly<Record<string, 'object' | 'list' | 'steps' | 'names'>>>>> = {
  selector: { select: 'list' },
  survival: { create: 'object', insert: 'object' },
  acceptance: { next: 'object' },
  scheduler: { next: 'object' },
  exchange: { after: 'list' },
  cells: { divide: 'names' },
  grader: { grade: 'object' },
  proposer: { propose: 'steps' },
  runner: { run: 'steps' },
  language: { canonicalize: 'object' },
  capability: { answer: 'object' },
}

/** A part of a plug-in, as faults name it. */
interface Owner {
  readonly kind: PartKind
  readonly name: string
}

const nameOf = ({ kind, name }: Owner): string => `the ${kindWords[kind]} ${name}`

const fault = (owner: Owner, what: string, cause?: unknown): TernateError =>
  new TernateError('PART_FAULT', `${nameOf(owner)} ${what}`, 'Correct the plug-in that it comes from.', { cause })

/** Anything that was thrown, in one line. */
function lineOf(thrown: unknown): string {
  const [line = ''] = (textOf(thrown) ?? `something of type ${typeof thrown}`).split('\n', 1)
  return line.replace(/\p{Cc}/gu, ' ').slice(0, MOST)
}

/** What was thrown as a fault of the part; faults, and the end of what nobody waits for any more, stay as they are. */
function faultOf(owner: Owner, thrown: unknown): unknown {
  if (thrown instanceof TernateError || (thrown instanceof DOMException && thrown.name === 'AbortError')) return thrown
  return fault(owner, `threw ${lineOf(thrown)}`, thrown)
}

/** Runs code of a part: it is told while it does not come to an end, and what it throws names it. */
function call<T>(owner: Owner, run: () => T): T {
  try {
    return trusted(`${nameOf(owner)} has not answered`, run)
  } catch (thrown) {
    throw faultOf(owner, thrown)
  }
}

/** What a proposer ends with, or asks on the way. */
function mustBeTurn(owner: Owner, turn: unknown): void {
  const { done, value } = turn as { readonly done?: boolean; readonly value: unknown }
  const { kind, operator, files } = isThing(value) ? value : ({} as Thing)
  const isProgram = kind === 'program' && isThing(files) && Object.values(files).every((text) => typeof text === 'string')
  const isAnswer = typeof operator === 'string' && (isProgram || kind === 'failure')
  const isRequest =
    kind === 'ask' ||
    (kind === 'trace' && isThing((value as Thing)['shown'])) ||
    (kind === 'evaluate' && isThing((value as Thing)['files']))
  if (done === true ? !isAnswer : !isRequest) throw fault(owner, done === true ? 'proposes what is no proposal' : 'asks what is no request')
}

/** Steps of a part, one after the other, each of them guarded. */
function steps(owner: Owner, made: unknown): unknown {
  const begin = (): unknown => {
    const { [Symbol.asyncIterator]: slow, [Symbol.iterator]: quick } = Object(made) as Thing
    const open = slow ?? quick
    return typeof open === 'function' ? (open.call(made) as unknown) : undefined
  }
  const iterator = call(owner, begin) as Iterator<unknown> | undefined
  if (!isThing(iterator)) throw fault(owner, 'gives no steps to go through')
  const seen = (turn: unknown): unknown => {
    if (!isThing(turn)) throw fault(owner, 'takes a step that is none')
    if (owner.kind === 'proposer') mustBeTurn(owner, turn)
    return turn
  }
  const step = (name: 'next' | 'return' | 'throw', given: readonly unknown[]): unknown => {
    const turn: unknown = call(owner, () => (iterator[name] as ((...values: readonly unknown[]) => unknown) | undefined)?.(...given))
    if (turn instanceof Promise)
      return turn.then(name === 'next' ? seen : undefined, (thrown: unknown) => {
        throw faultOf(owner, thrown)
      })
    return name === 'next' ? seen(turn) : turn
  }
  const guardedSteps = {
    next: (...given: readonly unknown[]) => step('next', given),
    return: (...given: readonly unknown[]) => step('return', given),
    throw: (...given: readonly unknown[]) => step('throw', given),
    [Symbol.iterator]: () => guardedSteps,
    [Symbol.asyncIterator]: () => guardedSteps,
  }
  return guardedSteps
}

/** A function of a part that names things, guarded: the names stand in journals and on pages. */
function names(owner: Owner, made: unknown): unknown {
  if (typeof made !== 'function') throw fault(owner, 'divides by no function')
  return (...args: readonly unknown[]) => {
    const name = call(owner, () => made(...args) as unknown)
    if (typeof name !== 'string' || !/^[\w.-]{0,60}$/.test(name)) throw fault(owner, 'gives what is no name of a cell')
    return name
  }
}

/** What a member gave back, seen to be of the kind that it owes. */
function given(owner: Owner, key: string, value: unknown): unknown {
  const owed = GIVES[owner.kind]?.[key]
  if (owed === 'steps') return steps(owner, value)
  if (owed === 'names') return names(owner, value)
  if (value instanceof Promise)
    return value.catch((thrown: unknown) => {
      throw faultOf(owner, thrown)
    })
  if (owed === 'list' && !Array.isArray(value)) throw fault(owner, `gives no list by ${key}`)
  if (owed === 'object' && !isThing(value)) throw fault(owner, `gives nothing by ${key}`)
  return owner.kind === 'survival' && key === 'create' ? members(owner, value) : value
}

/** A member of what a part makes; a function of it guarded. */
function member(owner: Owner, made: Thing, key: PropertyKey, value: unknown): unknown {
  if (typeof value !== 'function') return value
  return (...args: readonly unknown[]) =>
    given(
      owner,
      String(key),
      call(owner, () => value.apply(made, args) as unknown),
    )
}

/** What a part makes, all of whose code is guarded. Languages are copied by their fields, as the engine copies them. */
function members(owner: Owner, made: unknown): unknown {
  if (!isThing(made)) throw fault(owner, 'makes nothing by create')
  if (owner.kind === 'language')
    return Object.fromEntries(Object.entries(made).map(([key, value]) => [key, member(owner, made, key, value)]))
  const known = new Map<PropertyKey, { readonly value: unknown; readonly guarded: unknown }>()
  return new Proxy(Object.create(made) as Thing, {
    get(_, key) {
      const value = call(owner, () => made[key])
      const before = known.get(key)
      if (before !== undefined && before.value === value) return before.guarded
      const guarded = member(owner, made, key, value)
      if (typeof value === 'function') known.set(key, { value, guarded })
      return guarded
    },
  })
}

/** A part of a plug-in of which whatever it throws is a fault that names it: such code is trusted, and may be wrong. */
export function guarded(part: Part): Part {
  const { kind, name } = part
  const owner = { kind, name }
  const create = (...args: readonly unknown[]): unknown => {
    const made = call(owner, () => (part.create as (...given: readonly unknown[]) => unknown)(...args))
    if (!(made instanceof Promise)) return members(owner, made)
    return made.then(
      (later) => members(owner, later),
      (thrown: unknown) => {
        throw faultOf(owner, thrown)
      },
    )
  }
  return { ...part, foreign: true, create } as Part
}
