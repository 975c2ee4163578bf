import type { Files } from '../../engine/contracts/program.ts'
import { inBlocks, type Range } from '../../languages/javascript/blocks.ts'
import { exportedFunctions } from '../../languages/javascript/exports.ts'
import { print } from '../../languages/javascript/print.ts'
import { rangeOf } from '../../languages/javascript/sites.ts'
import { indentAt, openProgram, type Source, splice } from '../../languages/javascript/source.ts'
import { readBody } from './read.ts'
import type { Task } from './task.ts'
import type { Term } from './term.ts'
import { statementsOf } from './write.ts'

/** The body of an entry: where it is written, and the term that it is, where it is one. */
export interface Body {
  readonly term: Term | undefined
  /** The program with another term for its body. */
  write(term: Term): Files
}

const bodies = new WeakMap<Files, Body | string>()

/** The body of a task's entry in a program; what is wrong with it where there is none that may be written anew. A program is opened once. */
export function bodyIn(files: Files, task: Task): Body | string {
  const known = bodies.get(files)
  if (known !== undefined) return known
  const made = openBody(files, task)
  bodies.set(files, made)
  return made
}

function openBody(files: Files, task: Task): Body | string {
  for (const source of openProgram(files)) {
    const root = source.sites[0]?.node
    const found = root?.type === 'Program' ? exportedFunctions(root).find(({ name }) => name === task.entry) : undefined
    if (found === undefined || found.node.body.type !== 'BlockStatement') continue
    const whole = rangeOf(found.node.body)
    if (whole === undefined) continue
    const inner = { start: whole.start + 1, end: whole.end - 1 }
    const region = source.blocks.find((block) => block.start >= inner.start && block.end <= inner.end) ?? inner
    if (!inBlocks(source.blocks, region)) return 'the body of the entry is outside of the evolve blocks'
    return {
      term: region === inner ? readBody(found.node.body.body, task.names, task.returns) : undefined,
      write: (term) => ({ ...files, [source.name]: written(source, region, region === inner, term) }),
    }
  }
  return 'the parent has no entry function with a body'
}

function written(source: Source, region: Range, isWhole: boolean, term: Term): string {
  const outer = indentAt(source.text, region.end)
  const indent = isWhole ? `${outer}  ` : outer
  const lines = statementsOf(term).map((statement) => print(statement, { indent, column: indent.length }).replace(/;$/, ''))
  return splice(source, [{ ...region, text: `\n${lines.map((line) => indent + line).join('\n')}\n${outer}` }])
}
