import { TernateError } from './fault.ts'
import type { Acceptance } from './acceptance.ts'
import { nearest } from './nearest.ts'
import type { Makes, Part, PartKind, PartOfKind } from './part.ts'
import { optionsOf } from './ref.ts'
import type { Ref } from './ref.ts'

/** The parts that a run may name, its own and those of its plug-ins, by kind and name. */
export interface Registry {
  readonly parts: readonly Part[]
  /** Whether refs may name other parts, too: those of plug-ins that are not loaded. */
  readonly isOpen?: boolean
  /** The names of a kind, in alphabetical order. */
  names(kind: PartKind): readonly string[]
  find<Kind extends PartKind>(kind: Kind, name: string): PartOfKind<Kind> | undefined
  /**
   * Makes the part that a ref names, with its options; runners are opened where they run.
   *
   * @param words of the ref that are no options
   * @throws TernateError `STRATEGY_PART` when there is none of that name, or its options are not valid
   */
  create<Kind extends keyof Makes>(kind: Kind, ref: Ref, words?: readonly string[]): Makes[Kind]
}

/** The kinds in words, as messages name them. */
export const kindWords: Readonly<Record<PartKind, string>> = {
  selector: 'selector',
  survival: 'survival rule',
  acceptance: 'acceptance rule',
  fuel: 'fuel schedule',
  scheduler: 'scheduler',
  exchange: 'exchange',
  cells: 'division into cells',
  grader: 'grader',
  detector: 'detector',
  proposer: 'proposer',
  runner: 'runner',
  capability: 'capability',
  language: 'language',
}

/** What is said of a name that no part has: `no selector "elit"; there are: elite, front (did you mean elite?)`. */
export function unknownPart(registry: Pick<Registry, 'names'>, kind: PartKind, name: string): string {
  const names = registry.names(kind)
  const near = nearest(name, names)
  return `no ${kindWords[kind]} ${JSON.stringify(name.slice(0, 60))}; there are: ${names.join(', ')}${near === undefined ? '' : ` (did you mean ${near}?)`}`
}

/** Whether a part is an acceptance rule that another one may follow. */
const isGate = (part: Part): boolean => part.kind === 'acceptance' && part.gate === true

/**
 * Makes a registry.
 *
 * @throws TernateError `PLUGIN_NAME` when two parts of a kind have one name
 */
export function createRegistry(parts: readonly Part[]): Registry {
  const byName = new Map<string, Part>()
  for (const part of parts) {
    const key = `${part.kind} ${part.name}`
    if (byName.has(key)) {
      throw new TernateError(
        'PLUGIN_NAME',
        `there are two parts of the kind ${part.kind} called ${JSON.stringify(part.name)}`,
        'Give the part of the plug-in another name.',
      )
    }
    byName.set(key, part)
  }
  const registry: Registry = {
    parts,
    names: (kind) => parts.flatMap((part) => (part.kind === kind ? [part.name] : [])).sort((a, b) => (a < b ? -1 : 1)),
    find: <Kind extends PartKind>(kind: Kind, name: string) => byName.get(`${kind} ${name}`) as PartOfKind<Kind> | undefined,
    create<Kind extends keyof Makes>(kind: Kind, ref: Ref, words?: readonly string[]) {
      const part = registry.find(kind, ref.use)
      if (part === undefined)
        throw new TernateError('STRATEGY_PART', unknownPart(registry, kind, ref.use), 'Name one of these, or the plug-in that has it.')
      const { create } = part as { readonly create: (options: unknown, next?: Acceptance) => unknown }
      const options = optionsOf(ref, words)
      if (!isGate(part)) return create(completeOptionsOf(part, options)) as Makes[Kind]
      const { next, ...own } = options
      const following = next === undefined ? undefined : registry.create('acceptance', next as Ref, ['use'])
      return create(completeOptionsOf(part, own), following) as Makes[Kind]
    },
  }
  return registry
}

/**
 * Options of a part with what they leave out filled in.
 *
 * @throws TernateError `STRATEGY_PART` when they are not valid
 */
export function completeOptionsOf(part: Part, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (part.options === undefined) return {}
  const checked = part.options.safeParse(options)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  throw new TernateError(
    'STRATEGY_PART',
    `the ${kindWords[part.kind]} ${part.name} has options that it cannot have: ${[...(issue?.path ?? []), issue?.message ?? ''].join(': ')}`,
    'Correct them where it is named.',
  )
}
