import type { JsonSchema } from '../../engine/contracts/problem.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { isComment, jsonValue } from '../../languages/json.ts'
import { readJsonTree } from '../../languages/json-tree.ts'
import type { JsonNode } from '../../languages/json-tree.ts'
import { elementOf, fieldOf, resolved } from './schema.ts'
import type { SchemaAt } from './schema.ts'
import { openBlocks, textFiles } from './workspace.ts'

/** A value of a JSON file that may change: it stands in an evolve block where the file has some. */
export interface DataSite {
  readonly file: string
  /** A JSON pointer: `/settings/0/rate`. */
  readonly path: string
  /** The text of the file. */
  readonly text: string
  readonly node: JsonNode
  /** Absent where nothing is said of it. */
  readonly schema?: SchemaAt
  /** Whether it is a text in words: a string of which no schema says which ones there are. */
  readonly isFree: boolean
}

/** Words of a schema that say which strings there are. */
const SAYS = ['enum', 'const', 'pattern', 'format', 'contentEncoding', 'contentMediaType']

/** The values below a value, itself included, without recursion. */
function below(file: string, text: string, root: JsonNode, schema: SchemaAt | undefined): Omit<DataSite, 'isFree'>[] {
  const found: Omit<DataSite, 'isFree'>[] = []
  const open = [{ path: '', node: root, schema }]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { path, node } = one
    const at = one.schema && resolved(one.schema, () => jsonValue(text.slice(node.start, node.end)))
    found.push({ file, path, text, node, ...(at === undefined ? {} : { schema: at }) })
    const isList = node.kind === 'list'
    for (let k = node.items.length - 1; k >= 0; k--) {
      const key = isList ? String(k) : (node.keys[k] ?? '')
      if (!isList && isComment(key)) continue
      const inner = at && (isList ? elementOf(at, k) : fieldOf(at, key))
      open.push({ path: `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, node: node.items[k] as JsonNode, schema: inner })
    }
  }
  return found
}

const sites = new WeakMap<Files, { readonly schemas: Context['schemas']; readonly list: readonly DataSite[] }>()

/** The values of a program's JSON files that may change, in the order in which they stand; found once. */
export function dataSites(files: Files, context: Context): readonly DataSite[] {
  const known = sites.get(files)
  if (known !== undefined && known.schemas === context.schemas) return known.list
  const list = textFiles(files, context).flatMap((one): DataSite[] => {
    const { file, language, text } = one
    const root = language.name === 'json' ? readJsonTree(text) : undefined
    if (root === undefined) return []
    const given: JsonSchema | undefined = context.schemas?.[file]
    const blocks = openBlocks(one)
    let k = 0
    return below(file, text, root, given && { schema: given, root: given })
      .filter(({ node }) => {
        // blocks lie in order, and so do the beginnings of the values
        while (k < blocks.length && (blocks[k]?.end ?? 0) <= node.start) k += 1
        const block = blocks[k]
        return block !== undefined && node.start >= block.start && node.end <= block.end
      })
      .map((site) => ({
        ...site,
        isFree: site.node.kind === 'string' && !SAYS.some((word) => Object.hasOwn(site.schema?.schema ?? {}, word)),
      }))
  })
  sites.set(files, { schemas: context.schemas, list })
  return list
}
