import type { Random } from '../../engine/contracts/random.ts'
import { isComment, jsonValue } from '../../languages/json.ts'
import { borrowPiece, dropPiece, duplicatePiece, joined, movePiece, withPiece } from './pieces.ts'
import type { PieceOperator, Pieces } from './pieces.ts'
import { alternativesOf, drawValue, elementOf, fits, lengthsOf, rangeOf, settle, stepFrom, drawNumber } from './schema.ts'
import { dataSites } from './sites.ts'
import type { DataSite } from './sites.ts'
import { withFile } from './workspace.ts'
import type { TextOperator, Workspace } from './workspace.ts'

/** A site with its file's text changed: other JSON in the place of the value. */
const put = ({ files }: Workspace, { file, text, node }: DataSite, by: string): ReturnType<TextOperator> =>
  withFile(files, file, text.slice(0, node.start) + by + text.slice(node.end))

const written = ({ text, node }: DataSite): string => text.slice(node.start, node.end)
const valueOf = (site: DataSite): unknown => jsonValue(written(site))

/** Another number than the one that stands there: near it, or, of a range with two ends, in one of four any of it. */
function otherNumber(value: number, schema: DataSite['schema'], random: Random): number | undefined {
  const range = schema === undefined ? (Number.isInteger(value) ? { step: 1 } : {}) : rangeOf(schema.schema)
  const isClosed = range.low !== undefined && range.high !== undefined
  const moved = isClosed && random.integer(4) === 0 ? drawNumber(range, random) : stepFrom(value, range, random)
  // without a schema a number keeps its sign
  const kept = schema === undefined && value >= 0 ? settle(Math.max(0, moved), range) : moved
  return kept === value ? undefined : kept
}

/** Another value in the place of one that has no parts; undefined where none is known. */
function other(site: DataSite, random: Random): { readonly value: unknown } | undefined {
  const { schema, node } = site
  if (node.kind === 'object' || node.kind === 'list') return undefined
  const value = valueOf(site)
  const named: unknown = schema?.schema['enum']
  if (Array.isArray(named)) {
    const rest = named.filter((one: unknown) => one !== value)
    return rest.length === 0 ? undefined : { value: random.pick(rest) as unknown }
  }
  if (schema !== undefined && Object.hasOwn(schema.schema, 'const')) return undefined
  if (typeof value === 'boolean') return { value: !value }
  if (typeof value !== 'number') return undefined
  const moved = otherNumber(value, schema, random)
  return moved === undefined ? undefined : { value: moved }
}

/** A value drawn among those of which `change` makes another. */
function changed(
  workspace: Workspace,
  sites: readonly DataSite[],
  change: (site: DataSite) => string | undefined,
): ReturnType<TextOperator> {
  if (sites.length === 0) return undefined
  const site = workspace.random.pick(sites)
  const text = change(site)
  return text === undefined || text === written(site) ? undefined : put(workspace, site, text)
}

const isAtom = ({ node, isFree }: DataSite): boolean => (node.kind === 'literal' || node.kind === 'string') && !isFree

/** Puts another value in the place of a number, a truth value or a member of an enumeration. */
export const mutateValue: TextOperator = (workspace) =>
  changed(workspace, dataSites(workspace.files, workspace.context).filter(isAtom), (site) => {
    const found = other(site, workspace.random)
    return found && JSON.stringify(found.value)
  })

/** Draws a value anew, parts and all, as its schema allows, another of the schema's alternatives among them. */
export const redrawValue: TextOperator = (workspace) =>
  changed(
    workspace,
    dataSites(workspace.files, workspace.context).filter(({ schema, isFree }) => schema !== undefined && !isFree),
    ({ schema }) => {
      const drawn = schema && drawValue(schema, workspace.random)
      return drawn && JSON.stringify(drawn.value)
    },
  )

/** A list in pieces, and what stands around them. */
interface ListParts {
  readonly list: Pieces
  readonly head: string
  readonly tail: string
}

function partsOf({ text, node }: DataSite): ListParts {
  const { items, start, end } = node
  const [first, last] = [items[0], items.at(-1)]
  if (first === undefined || last === undefined) return { list: { pieces: [], gaps: [] }, head: '[', tail: ']' }
  return {
    list: {
      pieces: items.map((item) => text.slice(item.start, item.end)),
      gaps: items.slice(1).map((item, k) => text.slice(items[k]?.end, item.start)),
    },
    head: text.slice(start, first.start),
    tail: text.slice(last.end, end),
  }
}

/** Lists whose elements may change their places: those of which no schema fixes the beginning. */
const openLists = (workspace: Workspace): readonly DataSite[] =>
  dataSites(workspace.files, workspace.context).filter(
    ({ node, schema }) => node.kind === 'list' && !Array.isArray(schema?.schema['prefixItems']),
  )

/** A change of a list by its elements that keeps to the least and the most that its schema allows. */
const onList =
  (change: (parts: Pieces, site: DataSite, workspace: Workspace) => Pieces | undefined): TextOperator =>
  (workspace) =>
    changed(workspace, openLists(workspace), (site) => {
      const { list, head, tail } = partsOf(site)
      const made = change(list, site, workspace)
      const { least, most } = site.schema === undefined ? { least: 0, most: Infinity } : lengthsOf(site.schema.schema)
      if (made === undefined || made.pieces.length < least || made.pieces.length > most) return undefined
      return head + joined(made) + tail
    })

/** The same list in a relative: the site at the same path of the same file. */
function sameIn(workspace: Workspace, { file, path }: DataSite): DataSite | undefined {
  const { relatives, random, context } = workspace
  if (relatives.length === 0) return undefined
  return dataSites(random.pick(relatives), context).find((site) => site.file === file && site.path === path)
}

const byPieces = (operator: PieceOperator): TextOperator =>
  onList((list, site, workspace) =>
    operator(list, {
      random: workspace.random,
      foreign() {
        const theirs = sameIn(workspace, site)
        const own = new Set(list.pieces)
        const further = theirs?.node.kind === 'list' ? partsOf(theirs).list.pieces.filter((piece) => !own.has(piece)) : []
        return further.length === 0 ? undefined : workspace.random.pick(further)
      },
    }),
  )

const GAP = ', '

export const moveElement: TextOperator = byPieces(movePiece)
export const dropElement: TextOperator = byPieces(dropPiece)
export const duplicateElement: TextOperator = byPieces(duplicatePiece(GAP))
export const borrowElement: TextOperator = byPieces(borrowPiece(GAP))

/** Puts an element that its schema allows into a list. */
export const insertElement: TextOperator = onList((list, { schema }, { random }) => {
  const element = schema && elementOf(schema, list.pieces.length)
  const drawn = element && drawValue(element, random)
  return drawn && withPiece(list, random.integer(list.pieces.length + 1), JSON.stringify(drawn.value), GAP)
})

/** Takes over what stands at the same path of a relative. */
export const borrowValue: TextOperator = (workspace) =>
  changed(workspace, dataSites(workspace.files, workspace.context), (site) => {
    const theirs = sameIn(workspace, site)
    if (theirs === undefined) return undefined
    const text = written(theirs)
    if (site.schema === undefined) return theirs.node.kind === site.node.kind ? text : undefined
    return alternativesOf(site.schema).some((branch) => fits(jsonValue(text), branch)) ? text : undefined
  })

/** Whether every file of which there is a schema fits it, fields that stand for comments left out. */
export function fitsSchemas(files: Workspace['files'], { schemas = {} }: Workspace['context']): boolean {
  return Object.entries(schemas).every(([file, schema]) => {
    const text = files[file]
    return text === undefined || fits(jsonValue(text, isComment), { schema, root: schema })
  })
}
