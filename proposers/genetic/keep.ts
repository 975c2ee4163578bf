import type { Node } from 'estree'
import { transplant } from '../../languages/javascript/sites.ts'
import type { Edit } from '../../languages/javascript/source.ts'
import { print } from '../../languages/javascript/print.ts'
import { type Workspace, drawn } from './workspace.ts'
import { terms } from './grow.ts'
import { calls, fewerRoundsOf } from './loops.ts'
import { assignedNames, freeNames, mentionedNames } from './names.ts'
import { drawRun, enclose, freshNames, named, randomNames, type Run, times } from './runs.ts'
import { growContextAt } from './trees.ts'

/** Tells whether the statements of a run call something and compute a number: what they come to can be judged. */
function judging(workspace: Workspace): (run: Run) => boolean {
  const calling = new Set(workspace.statements.filter(({ node }) => calls(node)))
  return ({ statements, declared, next }) =>
    statements.some((statement) => calling.has(statement)) &&
    workspace
      .scope(next)
      .some(({ name, shape }) => shape.kind === 'number' && declared.includes(name) && statements.some(({ node }) => gives(node, name)))
}

/** Whether a statement gives a name a value: it assigns to it, or declares it with one. */
const gives = (statement: Node, name: string): boolean =>
  assignedNames(statement).has(name) ||
  (statement.type === 'VariableDeclaration' && statement.declarations.some(({ id, init }) => init != null && mentionedNames(id).has(name)))

/** A number that the statements of a run make, as text: mostly a name, often what the last of them makes, else what hangs from one. A length judges nothing. */
function drawQuality(workspace: Workspace, run: Run): string | undefined {
  const made = terms('number', growContextAt(workspace, run.next)).filter(
    (term) =>
      [...freeNames(term)].some((name) => run.declared.includes(name)) &&
      !(term.type === 'MemberExpression' && term.property.type === 'Identifier' && term.property.name === 'length' && !term.computed),
  )
  const names = made.filter((term) => term.type === 'Identifier')
  const latest = run.statements
    .toReversed()
    .map(({ node }) => names.filter(({ name }) => gives(node, name)))
    .find((given) => given.length > 0)
  const share = workspace.random.next()
  const chosen = drawn(workspace.random, latest === undefined || share > 0.75 ? made : share < 0.4 ? latest : names)
  return chosen === undefined ? undefined : print(transplant(chosen), { indent: '', column: 0 })
}

/**
 * Best-of-N loop (random restarts): repeats neighbouring statements that draw random numbers, and keeps the result of the round in which a number
 * that they compute was least, or greatest. The first round's result is kept in any case; what stands behind reads what was kept.
 *
 *     const p = draw(random); return p   ->   let best; for (8 rounds) { const p = draw(random); if (worth(p) is least) best = p }; return best
 */
export function bestOfNLoop(workspace: Workspace): Edit[] | undefined {
  const { random } = workspace
  const chances = randomNames(workspace)
  const run = drawRun(workspace, ({ node }) => [...mentionedNames(node)].some((name) => chances.has(name)), {
    longest: 16,
    fit: judging(workspace),
  })
  if (run === undefined) return undefined
  const quality = drawQuality(workspace, run)
  if (quality === undefined) return undefined
  const least = random.next() < 0.5
  const fresh = freshNames(workspace)
  const best = fresh(least ? 'least' : 'most')
  const round = fresh('round')
  const kept = run.outputs.map((name) => ({ name, kept: fresh('kept') }))
  const rounds = times(random)
  return enclose(
    workspace,
    run,
    {
      before: [`let ${best} = ${least ? 'Infinity' : '-Infinity'}`, ...kept.map((item) => `let ${item.kept}`)],
      open: [`for (let ${round} = 0; ${round} < ${rounds}; ${round}++) {`],
      first: [],
      last: [
        `if (!(${quality} ${least ? '>=' : '<='} ${best})) {`,
        `  ${best} = ${quality}`,
        ...kept.map((item) => `  ${item.kept} = ${item.name}`),
        '}',
      ],
      behind: kept.map((item) => named(run, item.name, item.kept)),
    },
    fewerRoundsOf(workspace, run.statements, rounds),
  )
}
