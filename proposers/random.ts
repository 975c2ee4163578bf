import type { Expression } from 'estree'
import type { Entry } from '../engine/contracts/problem.ts'
import type { Context, Proposal, Proposer, Reply, Request } from '../engine/contracts/proposer.ts'
import { inBlocks } from '../languages/javascript/blocks.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import { exportedFunctions } from '../languages/javascript/exports.ts'
import { ownLanguages } from '../languages/index.ts'
import { print } from '../languages/javascript/print.ts'
import { scopeAt } from '../languages/javascript/scope.ts'
import type { Kind } from '../languages/javascript/shape.ts'
import { rangeOf, type Site } from '../languages/javascript/sites.ts'
import { indentAt, openProgram, type Source, splice } from '../languages/javascript/source.ts'
import { returns } from './genetic/build.ts'
import { grow, type GrowContext, lacksLists, ramped } from './genetic/grow.ts'
import { drawTexts } from './text/draws.ts'

/** How a random expression comes about. */
export interface DrawOptions {
  /** `grow`, unless given: of one to six operators deep, branches ending early by chance. `ramped`: by ramped half-and-half (Koza 1992). */
  readonly method?: 'grow' | 'ramped'
}

/** Most operators that grown expressions are deep. */
const DEPTH = 6

/** Draws of a ramped expression, of which the first one counts that is not too long. */
const ATTEMPTS = 20

/** The body of the entry function: a block statement. */
function bodyOf(source: Source, entry: string): Site | undefined {
  const [root] = source.sites
  const found = root?.node.type === 'Program' ? exportedFunctions(root.node).find(({ name }) => name === entry) : undefined
  return source.sites.find(({ node }) => node.type === 'BlockStatement' && node === found?.node.body)
}

/** The kind of a type as it is written. */
const kindOf = (type: string): Kind =>
  /^(number|boolean|string)$/.test(type) ? (type as 'number' | 'boolean' | 'string') : type.endsWith('[]') ? 'array' : 'unknown'

/** A random expression of what an entry returns; of a list that a closed vocabulary cannot make, a list of one element. */
function draw({ returns: type, parameters }: Entry, growing: GrowContext, method: DrawOptions['method']): Expression {
  const kind = kindOf(type)
  const takesLists = parameters.some((parameter) => kindOf(parameter.type) === 'array')
  if (kind === 'array' && !takesLists && lacksLists(growing)) {
    const element = draw({ name: '', parameters, returns: type.slice(0, -2).trim() }, growing, method)
    return { type: 'ArrayExpression', elements: [element] }
  }
  return method === 'ramped' ? ramped(kind, growing) : grow(kind, growing, 1 + growing.random.integer(DEPTH))
}

/** Where the entry's body is written anew. */
interface Place {
  readonly source: Source
  readonly growing: GrowContext
  /** Writes a body that returns an expression; gives the text of the whole source. */
  write(expression: Expression): string
}

/** The place of the body in a program; what is wrong with it where there is none. */
function placeIn({ parents, vocabulary, random }: Context, entry: Entry): Place | string {
  const found = openProgram(parents[0]?.program.files ?? {}).flatMap((source) => {
    const body = bodyOf(source, entry.name)
    return body === undefined ? [] : [{ source, body }]
  })
  const { source, body } = found[0] ?? {}
  if (source === undefined || body === undefined) return 'the parent has no entry function with a body'
  const { start = 0, end = 0 } = rangeOf(body.node) ?? {}
  const inner = { start: start + 1, end: end - 1 }
  const region = source.blocks.find((block) => block.start >= inner.start && block.end <= inner.end) ?? inner
  if (!inBlocks(source.blocks, region)) return 'the body of the entry is outside of the evolve blocks'
  const own = new Set(entry.parameters.flatMap(({ name }) => name.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []))
  const scope = scopeAt(source, { node: body.node, key: 'body', index: 0, parent: body }).filter(({ name }) => own.has(name))
  const outer = indentAt(source.text, end - 1)
  const indent = `${outer}  `
  const last = region === inner ? outer : indent
  return {
    source,
    growing: { scope, vocabulary, random },
    write(expression) {
      const text = print(returns(expression), { indent, column: indent.length }).replace(/;$/, '')
      return splice(source, [{ ...region, text: `\n${indent}${text}\n${last}` }])
    },
  }
}

/**
 * Independent random draws, the null model of every search: the entry's body becomes `return` and a freshly grown expression
 * over its parameters. Nothing of the parent but the signature is used. A ramped one that is too long is drawn again.
 * Of programs without JavaScript demonstrations and values are drawn.
 */
export function createRandomDraws({ method = 'grow' }: DrawOptions = {}): Proposer {
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const { parents, entry, languages = ownLanguages, size } = context
      if (!Object.keys(parents[0]?.program.files ?? {}).some(isJavaScript)) return drawTexts(context)
      const failure = (reason: string): Proposal => ({ kind: 'failure', operator: 'random', reason })
      if (entry === undefined) return failure('the problem has no entry function, and random draws write nothing else')
      const place = placeIn(context, entry)
      if (typeof place === 'string') return failure(place)
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const text = place.write(draw(entry, place.growing, method))
        const files = { ...parents[0]?.program.files, [place.source.name]: text }
        const made = languages.makeProgram(files)
        if (!made.ok) return failure(made.reason)
        if (method === 'grow' || made.program.size <= size) return { kind: 'program', files, operator: 'random' }
      }
      return failure(`no draw of ${ATTEMPTS} is as short as programs have to be`)
    },
  }
}
