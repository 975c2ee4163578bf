import type { Context, Proposal } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { ownLanguages } from '../../languages/index.ts'
import { demonstrationsIn, demonstrationsText, drawDemonstrations, redrawDemonstrations } from './demonstrations.ts'
import { drawValue, fits } from './schema.ts'
import { dataSites } from './sites.ts'
import { withFile } from './workspace.ts'

/** Draws before it is said that nothing can be drawn. */
const ATTEMPTS = 20

/** The outermost values that may change and of which a schema says which there are, each drawn anew. Free texts stay as they are. */
function redrawValues(files: Files, context: Context): Files {
  let drawn = files
  for (const file of Object.keys(context.schemas ?? {}).sort()) {
    const sites = dataSites(files, context).filter((site) => site.file === file && site.schema !== undefined && !site.isFree)
    let text = files[file]
    let begun = Infinity
    // from the end on, so that what stands before keeps its place
    for (const { node, schema } of sites.toReversed()) {
      if (node.kind === 'object' || node.kind === 'list' || node.end > begun || schema === undefined || text === undefined) continue
      const value = drawValue(schema, context.random)
      if (value === undefined || !fits(value.value, schema)) continue
      text = text.slice(0, node.start) + JSON.stringify(value.value) + text.slice(node.end)
      begun = node.start
    }
    if (text !== undefined) drawn = withFile(drawn, file, text)
  }
  return drawn
}

/**
 * Independent random draws of texts and data: other demonstrations in the place of all, as many as is drawn, and other values where a schema
 * says which there are. Nothing of the parent's is used but what cannot be drawn: its texts.
 */
export function drawTexts(context: Context): Proposal {
  const { parents, random, languages = ownLanguages } = context
  const failure = (reason: string): Proposal => ({ kind: 'failure', operator: 'random', reason })
  const parent = parents[0]?.program
  if (parent === undefined) return failure('no parent')
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const files = redrawValues(redrawDemonstrations(parent.files, context, random), context)
    const made = languages.makeProgram(files)
    if (made.ok && made.program.canonicalHash !== parent.canonicalHash && made.program.size <= Math.max(context.size, parent.size))
      return { kind: 'program', files, operator: 'random' }
  }
  return failure('the program has nothing that can be drawn: no demonstrations, and no values of which a schema says which there are')
}

/**
 * A program with as many train cases as demonstrations as fit, drawn with equal chances: in each file that holds some as many as it may hold,
 * fewer where the program would be too large. Undefined where it holds none.
 */
export function fillDemonstrations(files: Files, context: Omit<Context, 'parents' | 'inspirations'>): Files | undefined {
  const { demonstrations = new Map(), random, size, languages = ownLanguages } = context
  let filled: Files | undefined
  for (const [file, rule] of demonstrations as NonNullable<Context['demonstrations']>) {
    if (demonstrationsIn(files, file) === undefined) continue
    let list = drawDemonstrations(rule, random, Math.min(rule.most, rule.count))
    while (list.length > 0) {
      const made = languages.makeProgram(withFile(filled ?? files, file, demonstrationsText(list)))
      if (made.ok && made.program.size <= size) break
      list = list.slice(0, Math.floor(list.length * 0.9))
    }
    filled = withFile(filled ?? files, file, demonstrationsText(list))
  }
  return filled
}
