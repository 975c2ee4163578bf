import type { Vocabulary } from '../../engine/contracts/problem.ts'
import type { Context, Proposal, Proposer, Reply, Request } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { pickWeighted } from '../../engine/contracts/random.ts'
import { ownLanguages } from '../../languages/index.ts'
import { isJavaScript } from '../../languages/javascript/modules.ts'
import { isExpressionSite } from '../../languages/javascript/sites.ts'
import { isEditable, openProgram, type Source, splice } from '../../languages/javascript/source.ts'
import { sharedOut } from '../shares.ts'
import { setUp } from './workspace.ts'
import { calibration, closedOperators, operators, searchingOperators, type WeightedOperator } from './operators.ts'

/** Options of the genetic proposer. */
export interface GeneticOptions {
  /** Draws of an operator before a ticket is given up. */
  readonly attempts?: number
  /** All that it has; those that serve the vocabulary and the program unless given. */
  readonly operators?: readonly WeightedOperator[]
  /** Whether an offspring may come of a parent; any may unless given. */
  readonly keeps?: (parent: Files, offspring: Files) => boolean
}

type Weighed = { readonly source: Source; readonly weight: number }

const opened = new WeakMap<Files, readonly Weighed[]>()

/** The sources of a program that parse and have something to edit, weighted by how many expressions that is. A parent is opened once. */
function sourcesOf(files: Files): readonly Weighed[] {
  const known = opened.get(files) ?? weigh(files)
  opened.set(files, known)
  return known
}

const weigh = (files: Files): Weighed[] =>
  openProgram(files)
    .map((source) => ({ source, weight: source.sites.filter((site) => isExpressionSite(site) && isEditable(source, site)).length }))
    .filter(({ weight }) => weight > 0)

/** Whether a program is handed random numbers. */
const drawsRandom = (files: Files): boolean =>
  sourcesOf(files).some(({ source }) => source.sites.some(({ node }) => node.type === 'Identifier' && node.name === 'random'))

/** Computes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** One change of a program by one operator; undefined when the operator finds nothing to do. */
function* change(
  files: Files,
  donors: readonly (() => readonly Source[])[],
  context: Context,
  operator: WeightedOperator,
): Generator<Request, Files | undefined, Reply> {
  const sources = sourcesOf(files)
  if (sources.length === 0) return undefined
  const { source } = pickWeighted(sources, context.random)
  const workspace = setUp(source, donors, context)
  try {
    const edits = 'apply' in operator ? operator.apply(workspace) : yield* operator.search(workspace, files)
    return edits === undefined ? undefined : { ...files, [source.name]: splice(source, edits) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * The proposer that needs no model: genetic programming (Koza 1992) on the syntax trees of real programs. Changes are spliced into
 * the text, so that what does not change keeps its types, comments and layout. An offspring that does not parse, is too long, or
 * has the form of a parent or an inspiration is drawn again from the same stream. One in four is changed two or three times. Of several
 * files that one is changed in which a site drawn among those of all files stands.
 */
export function createGenetic(options: GeneticOptions = {}): Proposer {
  const { attempts = 12, keeps = () => true } = options
  /** The operators that serve a vocabulary and a program. */
  const servingOf = ({ closed, calibrations }: Vocabulary, files: Files): readonly WeightedOperator[] =>
    options.operators ?? [
      ...(closed === true ? closedOperators : drawsRandom(files) ? searchingOperators : operators),
      ...(calibrations === undefined ? [] : [calibration]),
    ]
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const { random, parents, inspirations, vocabulary, languages = ownLanguages } = context
      const [parent] = parents
      if (parent === undefined) return { kind: 'failure', operator: 'none', reason: 'no parent' }
      if (!Object.keys(parent.program.files).some(isJavaScript))
        return {
          kind: 'failure',
          operator: 'none',
          reason: 'the parent has no file of JavaScript, and the genetic proposer changes no other',
        }
      const donors = [...parents.slice(1), ...inspirations].map((item) =>
        once(() => sourcesOf(item.program.files).map(({ source }) => source)),
      )
      const known = new Set([...parents, ...inspirations].map((item) => item.program.canonicalHash))
      const limit = Math.max(context.size, parent.program.size)
      const table = sharedOut(servingOf(vocabulary, parent.program.files), context)
      if (table.length === 0) return { kind: 'failure', operator: 'none', reason: 'no operator is left' }
      let names = ''
      for (let attempt = 0; attempt < attempts; attempt++) {
        const steps = random.next() < 0.25 ? 2 + random.integer(2) : 1
        let files: Files | undefined = parent.program.files
        const used: string[] = []
        for (let step = 0; step < steps && files !== undefined; step++) {
          const operator = pickWeighted(table, random)
          used.push(operator.name)
          files = yield* change(files, donors, context, operator)
        }
        names = used.join('+')
        if (files === undefined) continue
        const made = languages.makeProgram(files)
        if (made.ok && made.program.size <= limit && !known.has(made.program.canonicalHash) && keeps(parent.program.files, files))
          return { kind: 'program', files, operator: names }
      }
      return { kind: 'failure', operator: names, reason: 'no operator found a change' }
    },
  }
}
