import type { Context, Proposal, Proposer, Reply, Request } from '../engine/contracts/proposer.ts'
import { inBlocks } from '../languages/javascript/blocks.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import { exportedFunctions } from '../languages/javascript/exports.ts'
import { ownLanguages } from '../languages/index.ts'
import { print } from '../languages/javascript/print.ts'
import { scopeAt } from '../languages/javascript/scope.ts'
import { rangeOf, type Site } from '../languages/javascript/sites.ts'
import { indentAt, openProgram, type Source, splice } from '../languages/javascript/source.ts'
import { returns } from './genetic/build.ts'
import { grow } from './genetic/grow.ts'
import { drawTexts } from './text/draws.ts'

/** The body of the entry function: a block statement. */
function bodyOf(source: Source, entry: string): Site | undefined {
  const [root] = source.sites
  const found = root?.node.type === 'Program' ? exportedFunctions(root.node).find(({ name }) => name === entry) : undefined
  return source.sites.find(({ node }) => node.type === 'BlockStatement' && node === found?.node.body)
}

/**
 * Independent random draws, the null model of every search: the entry's body becomes `return` and a freshly grown expression
 * over its parameters. Nothing of the parent but the signature is used. Of programs without JavaScript demonstrations and values are drawn.
 */
export function createRandomDraws(depth = 6): Proposer {
  return {
    *propose(context: Context): Generator<Request, Proposal, Reply> {
      const { parents, entry, vocabulary, random, languages = ownLanguages } = context
      if (!Object.keys(parents[0]?.program.files ?? {}).some(isJavaScript)) return drawTexts(context)
      const failure = (reason: string): Proposal => ({ kind: 'failure', operator: 'random', reason })
      if (entry === undefined) return failure('the problem has no entry function, and random draws write nothing else')
      const files = parents[0]?.program.files ?? {}
      const found = openProgram(files).flatMap((source) => {
        const body = bodyOf(source, entry.name)
        return body === undefined ? [] : [{ source, body }]
      })
      const { source, body } = found[0] ?? {}
      if (source === undefined || body === undefined) return failure('the parent has no entry function with a body')
      const { start = 0, end = 0 } = rangeOf(body.node) ?? {}
      const inner = { start: start + 1, end: end - 1 }
      const region = source.blocks.find((block) => block.start >= inner.start && block.end <= inner.end) ?? inner
      if (!inBlocks(source.blocks, region)) return failure('the body of the entry is outside of the evolve blocks')
      const own = new Set(entry.parameters.flatMap(({ name }) => name.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []))
      const scope = scopeAt(source, { node: body.node, key: 'body', index: 0, parent: body }).filter(({ name }) => own.has(name))
      const kind = /^(number|boolean|string)$/.test(entry.returns)
        ? (entry.returns as 'number' | 'boolean' | 'string')
        : entry.returns.endsWith('[]')
          ? 'array'
          : 'unknown'
      const outer = indentAt(source.text, end - 1)
      const indent = `${outer}  `
      const statement = returns(grow(kind, { scope, vocabulary, random }, 1 + random.integer(depth)))
      const text = print(statement, { indent, column: indent.length }).replace(/;$/, '')
      const last = region === inner ? outer : indent
      const proposal = { ...files, [source.name]: splice(source, [{ ...region, text: `\n${indent}${text}\n${last}` }]) }
      const made = languages.makeProgram(proposal)
      return made.ok ? { kind: 'program', files: proposal, operator: 'random' } : failure(made.reason)
    },
  }
}
